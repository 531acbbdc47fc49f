# As package.mk, for modules: "kmod NAME|MENU|TITLE|DEPENDS|FILES|AUTOLOAD". K_BUILD is
# the kernel to build for; packages of modules that this tree does not build (yet)
# are described only.
KERNEL_MAKE = $(MAKE) -C $(K_BUILD)
AutoLoad = $(1) $(2)
AutoProbe = - $(1)

define KernelPackage
  $(if $(KernelPackage/$(1)),,$$(error KernelPackage/$(1) is not defined))
  $(if $(KernelPackage/$(1)/description),,$$(error KernelPackage/$(1) has no description))
  $(eval AUTOLOAD:=)
  $(eval $(KernelPackage/$(1)))
  $(info kmod $(1)|$(SUBMENU)|$(TITLE)|$(DEPENDS)|$(notdir $(FILES))|$(AUTOLOAD))
all: kmod-$(1)
kmod-$(1): FILES := $(FILES)
kmod-$(1): $(OUT)/.built-$(PKG_NAME)
	for file in $$(FILES); do ! [ -e $$$$file ] || install -D -t $(OUT)/kmod-$(1) $$$$file || exit; done
endef
