package org.jernel.kernel.fs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jspecify.annotations.Nullable;

/** What there is in a {@link HostFs}: directories and links; open files are {@link HostFile}s. */
final class HostEntry {

    private static final Path HERE = Path.of(".");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private HostEntry() {}

    /** What the host tells of a file; mode 0 for one that is not shown. */
    record Attributes(int mode, long size, long accessed, long modified) {

        boolean isShown() {
            return mode != 0;
        }

        void applyTo(Inode inode) {
            inode.setMode(mode);
            inode.setSize(size);
            inode.setAccessed(accessed);
            inode.setModified(modified);
        }
    }

    /** Throws ENOENT for what is not shown. */
    static Attributes attributes(HostFs.View view, Path relative) {
        Path parent = relative.getParent();
        boolean isRoot = relative.toString().isEmpty();
        Attributes attributes = view.inDirectory(
                parent == null ? Path.of("") : parent,
                stream -> attributes(stream, isRoot ? HERE : relative.getFileName()));
        if (!attributes.isShown()) {
            throw Errno.ENOENT.exception();
        }
        return attributes;
    }

    private static Attributes attributes(SecureDirectoryStream<Path> stream, Path name) throws IOException {
        PosixFileAttributes host = stream
                .getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
        int type = host.isDirectory()
                ? FileMode.S_IFDIR
                : host.isRegularFile() ? FileMode.S_IFREG : host.isSymbolicLink() ? FileMode.S_IFLNK : 0;
        return new Attributes(
                type == 0 ? 0 : type | rights(host.permissions()),
                host.size(),
                host.lastAccessTime().to(TimeUnit.NANOSECONDS),
                host.lastModifiedTime().to(TimeUnit.NANOSECONDS));
    }

    /** The permissions are listed from the owner's right to read to the others' right to execute, as the bits are. */
    private static int rights(Set<PosixFilePermission> permissions) {
        PosixFilePermission[] all = PosixFilePermission.values();
        int bits = 0;
        for (int i = 0; i < all.length; i++) {
            bits |= permissions.contains(all[i]) ? 1 << (all.length - 1 - i) : 0;
        }
        return bits;
    }

    static Inode newInode(HostFs.View view, Path relative, Attributes attributes) {
        int mode = attributes.mode();
        if (FileMode.isDirectory(mode)) {
            Directory directory = new Directory(view, relative);
            return new Inode(view, mode, directory, directory);
        }
        return FileMode.isSymlink(mode)
                ? new Inode(view, mode, PseudoLink.to(() -> readlink(view, relative)), Vfs.NO_OPEN)
                : new Inode(view, mode, InodeOperations.NONE, new HostFile(view, relative));
    }

    private static String readlink(HostFs.View view, Path relative) {
        Path parent = relative.getParent();
        return view.inDirectory(
                parent == null ? Path.of("") : parent,
                stream -> HostName.name(Files.readSymbolicLink(open(stream).resolve(relative.getFileName()))));
    }

    /** Where the host shows a directory that this JVM has open: an open directory tells attributes, but reads no links. */
    private static Path open(SecureDirectoryStream<Path> stream) throws IOException {
        Object key = key(stream.getFileAttributeView(BasicFileAttributeView.class).readAttributes());
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                if (isOf(descriptor, key)) {
                    return descriptor;
                }
            }
        }
        throw new NotDirectoryException(DESCRIPTORS.toString());
    }

    private static boolean isOf(Path descriptor, Object key) {
        try {
            return key(Files.readAttributes(descriptor, BasicFileAttributes.class)).equals(key);
        } catch (IOException e) {
            return false; // closed since it was listed
        }
    }

    /** Device and inode, which every Linux has. */
    private static Object key(BasicFileAttributes attributes) {
        return Objects.requireNonNull(attributes.fileKey());
    }

    /** A directory of the host. */
    private static final class Directory extends PseudoDirectory {

        private final HostFs.View view;
        private final Path relative;

        Directory(HostFs.View view, Path relative) {
            this.view = view;
            this.relative = relative;
        }

        @Override
        public @Nullable Inode lookup(Inode directory, String name) {
            try {
                return view.inode(relative.resolve(HostName.path(name)));
            } catch (ErrnoException e) {
                if (e.errno() == Errno.ENOENT) {
                    return null;
                }
                throw e;
            }
        }

        @Override
        protected List<Entry> entries() {
            return view.inDirectory(relative, stream -> {
                List<Entry> entries = new ArrayList<>();
                for (Path path : stream) {
                    Entry entry = entry(stream, path.getFileName());
                    if (entry != null) {
                        entries.add(entry);
                    }
                }
                return entries;
            });
        }

        /** Null for what is not shown, and for what has gone since it was listed. */
        private static @Nullable Entry entry(SecureDirectoryStream<Path> stream, Path name) throws IOException {
            try {
                Attributes attributes = attributes(stream, name);
                return attributes.isShown()
                        ? new Entry(HostName.name(name), 1, FileMode.direntType(attributes.mode()))
                        : null;
            } catch (NoSuchFileException e) {
                return null;
            }
        }
    }
}
