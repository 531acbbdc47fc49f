# As package.mk, for an application of LuCI: what lies in htdocs and root is copied.
$(info luci $(notdir $(CURDIR))|$(LUCI_TITLE)|$(LUCI_DEPENDS)|$(LUCI_PKGARCH))
.PHONY: describe
describe:

all:
	mkdir -p $(OUT)/luci/www
	cp -R htdocs/. $(OUT)/luci/www
	cp -R root/. $(OUT)/luci
