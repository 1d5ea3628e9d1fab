# What is packed to be given away: the source archive, the kit for Windows machines, the kit for people without a package.
# Included by the Makefile.
#
# Copyright (C) 2026 the quartzalloc authors
# SPDX-License-Identifier: LGPL-2.1-or-later

# The source archive.  It has a configure, and from the same sources it is the same, byte for byte.

distdir  = $(PACKAGE_TARNAME)-$(PACKAGE_VERSION)
dist_git = git -c safe.directory='*' -C $(srcdir)
# Where there is no git: what is not made by building in the source tree.
dist_unwanted = ./.git ./build ./autom4te.cache ./Makefile ./configure ./config.log ./config.status ./include/config.h \
	./include/strmif.h ./include/quartzalloc.h ./include/quartzalloc_i.c ./include/report-page.*.inc ./include/.dir ./tools/quartzalloc-setup ./tools/quartzalloc-trace ./*-windows \
	./native ./wine $(WORK_FOLDERS:%=./%) ./distcheck ./$(PACKAGE_TARNAME)-[0-9]* \
	./debian/.debhelper ./debian/tmp ./debian/quartzalloc*/* ./debian/files ./debian/*.substvars ./debian/*-stamp

# The time of the sources, and archives that are the same from the same files
source_epoch = $${SOURCE_DATE_EPOCH:-`{ [ -e $(srcdir)/.git ] && $(dist_git) log -1 --format=%ct; } || stat -c %Y $(srcdir)/configure.ac`}
same_tar     = LC_ALL=C tar --format=gnu --sort=name --owner=0 --group=0 --numeric-owner --mode=u+rw,go=rX --mtime=@$(source_epoch)

dist: $(distdir).tar.gz

# No file stands for what git lists, so it is made each time.
.PHONY: $(distdir).tar.gz
$(distdir).tar.gz: $(srcdir)/configure
	@rm -rf $(distdir) $@.files && mkdir $(distdir)
	@if [ -e $(srcdir)/.git ]; then $(dist_git) ls-files --cached; \
	else cd $(srcdir) && find . $(dist_unwanted:%=-path '%' -prune -o) -type f -print; fi > $@.files
	@tar -C $(srcdir) -c --verbatim-files-from -T $@.files | tar -C $(distdir) -x
	@cp $(srcdir)/configure $(distdir)/configure
	$(call quiet,TAR,$@)$(same_tar) -c $(distdir) | gzip -9n > $@.new && mv $@.new $@
	@rm -rf $(distdir) $@.files

# Builds, installs and cleans what is in the source archive, as a packager would: out of tree, with sources that do not change.
DISTCHECK_CONFIGURE_FLAGS =
distcheck_dir = $(abspath .)/distcheck

distcheck: dist
	chmod -R u+w '$(distcheck_dir)' 2>/dev/null; rm -rf '$(distcheck_dir)' && mkdir '$(distcheck_dir)'
	$(srcdir)/tests/packages/distcheck --archive='$(abspath $(distdir).tar.gz)' --folder='$(distcheck_dir)' -- $(DISTCHECK_CONFIGURE_FLAGS)
	chmod -R u+w '$(distcheck_dir)' && rm -rf '$(distcheck_dir)'

# The kit for Windows machines: both test programs and what runs them, the same file from every build of the same sources

.PHONY: windows-kit
windows-kit: $(kit).zip

$(kit).zip: x86_64-windows/quartzalloc_test.exe i386-windows/quartzalloc_test.exe $(srcdir)/tests/kit/run.cmd \
		$(srcdir)/tests/kit/README.txt Makefile
	@command -v zip >/dev/null || { echo 'windows-kit: zip is missing: install the package zip' >&2; exit 1; }
	@rm -rf $(kit) $@ && mkdir -p $(kit)/64 $(kit)/32
	@$(STRIP_ENV) $(x86_64_STRIP) -o $(kit)/64/quartzalloc_test.exe x86_64-windows/quartzalloc_test.exe
	@$(STRIP_ENV) $(i386_STRIP) -o $(kit)/32/quartzalloc_test.exe i386-windows/quartzalloc_test.exe
	@for file in run.cmd README.txt; do \
		sed 's/@VERSION@/$(PACKAGE_VERSION)/; s/$$/\r/' $(srcdir)/tests/kit/$$file > $(kit)/$$file || exit 1; done
	@chmod -R u=rwX,go=rX $(kit)
	@find $(kit) -exec touch -h -d @$(source_epoch) {} +
	$(call quiet,ZIP,$@)find $(kit) -type f | LC_ALL=C sort | TZ=UTC zip -X -q -9 $@ -@
	@rm -rf $(kit)

dist_unwanted += ./$(PACKAGE_TARNAME)-conformance-*

.PHONY: clean-windows-kit
clean: clean-windows-kit
clean-windows-kit:
	rm -rf $(kit) $(kit).zip

# For people without a package: one folder that has all, to be unpacked anywhere in a home.  The script finds the DLLs beside itself.

.PHONY: user-kit $(distdir).tar.xz
user-kit: $(distdir).tar.xz

$(distdir).tar.xz: all
	@command -v xz >/dev/null || { echo 'user-kit: xz is missing: install the package xz-utils' >&2; exit 1; }
	@rm -rf user-kit $@
	@$(MAKE) --no-print-directory install-tools install-trace install-dlls install-conformance INSTALLED_KIT= DESTDIR='$(abspath user-kit)' \
		bindir=/$(distdir) pkglibdir=/$(distdir) mandir=/$(distdir)/man docdir=/$(distdir)/doc pkgdatadir=/$(distdir) \
		bashcompdir=/$(distdir)/completions >/dev/null
	@sed 's/@VERSION@/$(PACKAGE_VERSION)/' $(srcdir)/packaging/user-kit/README.txt > user-kit/$(distdir)/README.txt
	@cp $(srcdir)/COPYING user-kit/$(distdir)/doc
	$(call quiet,TAR,$@)$(same_tar) -C user-kit -c $(distdir) | xz -9 -T1 > $@.new && mv $@.new $@
	@rm -rf user-kit

.PHONY: clean-user-kit
clean: clean-user-kit
clean-user-kit:
	rm -rf user-kit $(distdir).tar.xz $(distdir).tar.xz.new

dist_unwanted += ./user-kit
