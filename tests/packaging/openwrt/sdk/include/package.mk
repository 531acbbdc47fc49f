# Every package is described by a line "package NAME|MENU|TITLE|DEPENDS", and has a
# target that prepares, compiles and installs it.
ifeq ($(PKG_NAME),)
  $(error PKG_NAME must be set before package.mk)
endif

# The first target: packages are described while this is read.
.PHONY: describe
describe:

define BuildPackage
  $(if $(Package/$(1)),,$$(error Package/$(1) is not defined))
  $(if $(Package/$(1)/install),,$$(error Package/$(1)/install is not defined))
  $(eval $(Package/$(1)))
  $(info package $(1)|$(CATEGORY)/$(SUBMENU)|$(TITLE)|$(DEPENDS))
all: install-$(1)
install-$(1): $(OUT)/.built-$(PKG_NAME)
	$(call Package/$(1)/install,$(OUT)/$(1))
endef

$(OUT)/.built-$(PKG_NAME):
	mkdir -p $(PKG_BUILD_DIR)
	$(Build/Prepare)
	$(Build/Compile)
	touch $@
