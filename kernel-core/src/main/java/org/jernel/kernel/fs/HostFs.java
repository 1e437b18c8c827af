package org.jernel.kernel.fs;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jernel.kernel.time.KernelClock;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;

/**
 * A directory of the host, to be read: its directories, regular files and links; what else it has is not seen. Modelled on
 * {@code fs/hostfs}.
 *
 * <p>The way down from it is gone one name at a time, and on the host no link is followed: those are the kernel's own walk's to
 * follow, among the kernel's own files. So nothing leads out of the directory, whatever others change there meanwhile. All files
 * belong to root.
 */
public final class HostFs implements FileSystemType {

    /** {@code HOSTFS_SUPER_MAGIC}. */
    private static final long MAGIC = 0x00c0ffee;

    private final Vfs vfs;
    private final Path directory;

    /** Shows a directory; throws IllegalArgumentException where the host has none of that name. */
    public HostFs(Vfs vfs, Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException("the host has no directory " + directory);
        }
        this.vfs = vfs;
        this.directory = directory;
    }

    @Override
    public String name() {
        return "hostfs";
    }

    @Override
    public SuperBlock getTree(String source, String options) {
        View view = new View(this, vfs.newAnonymousDevice(), MAGIC, vfs.clock(), directory);
        view.setReadOnly(true);
        view.setRoot(new Dentry(view.inode(directory.relativize(directory))));
        return view;
    }

    /** What is done in an open directory of the host. */
    @FunctionalInterface
    interface InDirectory<T> {

        T run(SecureDirectoryStream<Path> stream) throws IOException;
    }

    /** The files of one such directory, each with the same number however often it is looked up. */
    static final class View extends SuperBlock {

        private final Path directory;
        private final Map<Path, Inode> inodes = new ConcurrentHashMap<>();

        View(FileSystemType type, int device, long magic, KernelClock clock, Path directory) {
            super(type, device, magic, clock);
            this.directory = directory;
        }

        @Override
        public void remount(boolean toReadOnly) {
            if (!toReadOnly) {
                throw Errno.EROFS.exception();
            }
        }

        /** The file of a path below the directory as it is now; throws what the host says. */
        Inode inode(Path relative) {
            HostEntry.Attributes now = HostEntry.attributes(this, relative);
            Inode inode = inodes.compute(relative, (path, known) -> known != null && sameType(known.mode(), now.mode())
                    ? known
                    : HostEntry.newInode(this, path, now));
            now.applyTo(inode);
            return inode;
        }

        private static boolean sameType(int one, int other) {
            return ((one ^ other) & FileMode.S_IFMT) == 0;
        }

        /** Goes down to a directory and does something there; throws what the host says. */
        @SuppressWarnings("StreamResourceLeak") // the last of the walk is closed, and each before it
        <T> T inDirectory(Path relative, InDirectory<T> body) {
            try {
                SecureDirectoryStream<Path> stream = secure(Files.newDirectoryStream(directory));
                try {
                    for (Path name : relative) {
                        if (!name.toString().isEmpty()) {
                            SecureDirectoryStream<Path> below =
                                    stream.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
                            stream.close();
                            stream = below;
                        }
                    }
                    return body.run(stream);
                } finally {
                    stream.close();
                }
            } catch (IOException e) {
                throw errno(e);
            }
        }

        private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) {
            if (stream instanceof SecureDirectoryStream<Path> secure) {
                return secure;
            }
            throw new IllegalStateException("this host's directories cannot be walked without following links");
        }
    }

    /** What a program is told of the host's answer. */
    static ErrnoException errno(IOException e) {
        Errno errno = switch (e) {
            case NoSuchFileException _ -> Errno.ENOENT;
            case AccessDeniedException _ -> Errno.EACCES;
            case NotDirectoryException _ -> Errno.ENOTDIR;
            default -> Errno.EIO;
        };
        return errno.exception();
    }
}
