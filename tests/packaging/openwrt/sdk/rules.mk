# Stands in for OpenWrt's build system: what the Makefiles of a feed may expect of
# it, with this machine's compiler. OUT is where packages go.
ifeq ($(OUT),)
  $(error OUT is not set)
endif
INCLUDE_DIR := $(TOPDIR)/include
PKG_BUILD_DIR = $(OUT)/build/$(PKG_NAME)
PKG_JOBS := -j2
CP := cp -fpR
INSTALL_DIR := install -d -m0755
INSTALL_BIN := install -m0755
INSTALL_CONF := install -m0600
INSTALL_DATA := install -m0644
TARGET_CC := cc
TARGET_CFLAGS := -Os
TARGET_CPPFLAGS :=
TARGET_LDFLAGS :=
