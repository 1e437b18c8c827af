package org.jernel.kernel.fs;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.file.DirContext;
import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.file.MappedFile;
import org.jernel.kernel.mm.AddressSpace;
import org.jernel.kernel.mm.Mman;
import org.jernel.kernel.mm.Page;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class HostFsTest {

    private static final String HERE = "/mnt/host";

    @TempDir private java.nio.file.Path outside;

    private java.nio.file.Path shown;
    private Kernel kernel;
    private Vfs vfs;

    @BeforeEach
    void boot() throws IOException {
        Files.writeString(outside.resolve("secret"), "secret");
        shown = Files.createDirectory(outside.resolve("shown"));
        Files.createDirectory(shown.resolve("sub"));
        Files.writeString(shown.resolve("sub/file"), "of the host");
        Files.createSymbolicLink(shown.resolve("in"), java.nio.file.Path.of("sub/file"));
        Files.createSymbolicLink(shown.resolve("out"), java.nio.file.Path.of("../secret"));
        Files.createSymbolicLink(shown.resolve("absolute"), outside.resolve("secret"));
        Files.createSymbolicLink(shown.resolve("outdir"), outside);
        kernel = Kernel.boot(KernelConfig.hermetic().withHostDirectory(shown, HERE));
        vfs = kernel.get(Vfs.class);
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    private String read(String path) {
        File file = vfs.filpOpen(path, Fcntl.O_RDONLY, 0);
        byte[] bytes = new byte[64];
        long length = vfs.kernelRead(file, bytes, 0, bytes.length, new FilePosition(0));
        vfs.filpClose(file);
        return new String(bytes, 0, (int) length, StandardCharsets.UTF_8);
    }

    @Test
    void itsFilesCanBeMapped() {
        File file = vfs.filpOpen(HERE + "/sub/file", Fcntl.O_RDONLY, 0);
        AddressSpace mm = kernel.tasks().mmAlloc();
        MappedFile source = new MappedFile(file, 0);
        int rw = Mman.PROT_READ | Mman.PROT_WRITE;
        assertThat(mm.mmap(0, Page.SIZE, rw, Mman.MAP_SHARED, source)).isEqualTo(Errno.EACCES.negated());
        long at = mm.mmap(0, 2 * Page.SIZE, rw, Mman.MAP_PRIVATE, source);
        vfs.filpClose(file);
        assertThat(mm.getUser(at, 2)).isEqualTo('o' | 'f' << 8);
        assertThat(mm.getUser(at + 64, 8)).isZero();
        mm.putUser(at, 'x', 1);
        assertThat(mm.getUser(at, 2)).isEqualTo('x' | 'f' << 8);
        assertThat(mm.copyFromUser(new byte[1], 0, at + Page.SIZE, 1)).isZero();
        mm.unmapAll();
        assertThat(read(HERE + "/sub/file")).isEqualTo("of the host");
    }

    @Test
    void itsFilesAreReadAndItsLinksLeadWithin() throws IOException {
        Files.setPosixFilePermissions(shown.resolve("sub/file"), PosixFilePermissions.fromString("rw-r-----"));
        assertThat(read(HERE + "/sub/file")).isEqualTo("of the host");
        assertThat(read(HERE + "/in")).isEqualTo("of the host");
        Stat stat = Stat.of(vfs.lookup(HERE + "/sub/file"));
        assertThat(stat.mode()).isEqualTo(FileMode.S_IFREG | 0640);
        assertThat(stat.size()).isEqualTo(11);
        assertThat(Stat.of(vfs.lookup(HERE + "/in")).inode()).isEqualTo(stat.inode());
        Files.writeString(shown.resolve("sub/file"), "changed");
        assertThat(read(HERE + "/sub/file")).isEqualTo("changed");
    }

    @Test
    void noLinkLeadsOutOfIt() {
        for (String path : new String[] {"/out", "/absolute", "/outdir/secret", "/sub/../../secret"}) {
            assertThatThrownBy(() -> read(HERE + path)).isSameAs(Errno.ENOENT.exception());
        }
    }

    @Test
    void aLinkIsReadWhereItsDirectoryIs() throws IOException {
        Files.createSymbolicLink(shown.resolve("sub/link"), java.nio.file.Path.of("file"));
        Inode link = vfs.lookup(Vfs.AT_FDCWD, HERE + "/sub/link", false).dentry().inode();
        assertThat(link.operations().readlink(link)).isEqualTo("file");
        // What a path that is looked up by name would be led to by now.
        Files.createDirectory(outside.resolve("elsewhere"));
        Files.createSymbolicLink(outside.resolve("elsewhere/link"), java.nio.file.Path.of("/leaked"));
        Files.move(shown.resolve("sub"), outside.resolve("moved"));
        Files.createSymbolicLink(shown.resolve("sub"), outside.resolve("elsewhere"));
        assertThatThrownBy(() -> link.operations().readlink(link)).isInstanceOf(ErrnoException.class);
    }

    /** Latin 1's e with an acute accent, which is no UTF-8, and UTF-8's, which is no ASCII. */
    @Test
    void namesHaveAnyBytes() throws IOException {
        for (String escaped : new String[] {"caf%E9", "caf%C3%A9", "50%25%20+%3F"}) {
            java.nio.file.Path file = java.nio.file.Path.of(URI.create(shown.toUri() + escaped));
            Files.writeString(file, escaped);
            Files.createSymbolicLink(
                    java.nio.file.Path.of(URI.create(shown.toUri() + escaped + "-link")), file.getFileName());
        }
        assertThat(read(HERE + "/caf\u00e9")).isEqualTo("caf%E9");
        assertThat(read(HERE + "/" + FileName.ofText("caf\u00e9"))).isEqualTo("caf%C3%A9");
        assertThat(read(HERE + "/caf\u00e9-link")).isEqualTo("caf%E9");
        assertThat(read(HERE + "/" + FileName.ofText("caf\u00e9-link"))).isEqualTo("caf%C3%A9");
        assertThat(read(HERE + "/50% +?-link")).isEqualTo("50%25%20+%3F");
        assertThat(names(HERE)).contains("caf\u00e9", FileName.ofText("caf\u00e9"), "50% +?", "50% +?-link");
    }

    private List<String> names(String path) {
        File directory = vfs.filpOpen(path, Fcntl.O_RDONLY, 0);
        List<String> names = new ArrayList<>();
        FilePosition at = new FilePosition(0);
        assertThat(directory.operations().iterate(directory, new DirContext() {

            @Override
            public long position() {
                return at.get();
            }

            @Override
            public boolean emit(String name, long inode, int type, long next) {
                at.set(next);
                return names.add(name);
            }

            @Override
            public void skipTo(long position) {
                at.set(position);
            }
        })).isZero();
        vfs.filpClose(directory);
        return names;
    }

    @Test
    void nothingInItIsChanged() {
        assertThatThrownBy(() -> vfs.mkdir(HERE + "/new", 0755)).isSameAs(Errno.EROFS.exception());
        assertThatThrownBy(() -> vfs.unlink(HERE + "/in")).isSameAs(Errno.EROFS.exception());
        assertThatThrownBy(() -> vfs.filpOpen(HERE + "/sub/file", Fcntl.O_RDWR, 0)).isSameAs(Errno.EROFS.exception());
        assertThatThrownBy(() -> vfs.mounting().mount(null, HERE, null, MountFlags.MS_REMOUNT, ""))
                .isSameAs(Errno.EROFS.exception());
        assertThat(shown.resolve("in")).isSymbolicLink();
    }

    @Test
    void whatTheHostDoesNotHaveIsNotShown() {
        assertThatThrownBy(() -> vfs.lookup(HERE + "/none")).isSameAs(Errno.ENOENT.exception());
        // In a C locale the host has no such name at all.
        assertThatThrownBy(() -> vfs.lookup(HERE + "/" + FileName.ofText("\u00e9"))).isSameAs(Errno.ENOENT.exception());
        assertThatThrownBy(() -> vfs.lookup(HERE + "/sub/file/x")).isSameAs(Errno.ENOTDIR.exception());
        KernelConfig wrong = KernelConfig.hermetic().withHostDirectory(outside.resolve("none"), HERE);
        assertThatThrownBy(() -> Kernel.boot(wrong)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none");
    }
}
