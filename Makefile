# SPDX-License-Identifier: GPL-2.0
# mvgpu: build the module here, test it in a host VM, install it on a real host.
#
#   make            build mvgpu.ko against KDIR (or KVER, default: the running kernel)
#   make help       every target

KVER ?= $(shell uname -r)
KDIR ?= /lib/modules/$(KVER)/build
W    ?= 1

all: modules

modules modules_install:
	$(MAKE) -C $(KDIR) M=$(CURDIR) W=$(W) $@

install: modules_install
	depmod -a $(KVER)

clean:
	$(MAKE) -C $(KDIR) M=$(CURDIR) clean

help:
	@sed -n 's/^#   //p' $(firstword $(MAKEFILE_LIST))

.PHONY: all modules modules_install install clean help
