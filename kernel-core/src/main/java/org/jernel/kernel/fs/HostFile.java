package org.jernel.kernel.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.file.ReadWrite;
import org.jernel.kernel.file.SplicePipe;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.Page;
import org.jernel.kernel.mm.VmBacking;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** A regular file of the host, open to be read: each open file has a descriptor of the host. */
final class HostFile implements FileOperations {

    private static final int CHUNK = 1 << 16;

    private final HostFs.View view;
    private final Path relative;

    HostFile(HostFs.View view, Path relative) {
        this.view = view;
        this.relative = relative;
    }

    @Override
    public void open(File file) {
        Path parent = relative.getParent();
        file.setPrivateData(view.inDirectory(
                parent == null ? Path.of("") : parent,
                stream -> stream.newByteChannel(
                        relative.getFileName(), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))));
    }

    private static SeekableByteChannel channel(File file) {
        return (SeekableByteChannel) file.privateData();
    }

    @Override
    public boolean canSeek() {
        return true;
    }

    @Override
    public boolean canPoll() {
        return false;
    }

    @Override
    public long llseek(File file, long offset, int whence) {
        try {
            return ReadWrite.genericLlseek(file, offset, whence, channel(file).size());
        } catch (IOException e) {
            return Errno.EIO.negated();
        }
    }

    @Override
    public long readIter(File file, IovIter to, FilePosition position) {
        SeekableByteChannel channel = channel(file);
        byte[] chunk = new byte[(int) Math.min(to.count(), CHUNK)];
        long done = 0;
        try {
            while (to.count() > 0) {
                int got;
                synchronized (channel) {
                    got = channel.position(position.get())
                            .read(ByteBuffer.wrap(chunk, 0, (int) Math.min(to.count(), CHUNK)));
                }
                int copied = got <= 0 ? 0 : to.copyToIter(chunk, 0, got);
                position.set(position.get() + copied);
                done += copied;
                if (got > 0 && copied < got) {
                    return done == 0 ? Errno.EFAULT.negated() : done;
                }
                if (got <= 0) {
                    break;
                }
            }
        } catch (IOException e) {
            return done == 0 ? Errno.EIO.negated() : done;
        }
        return done;
    }

    @Override
    public long spliceRead(File file, long position, SplicePipe pipe, long length, int flags) {
        return pipe.copySpliceRead(length, to -> readIter(file, to, new FilePosition(position)));
    }

    /** As the file's bytes were when each page was looked at first. {@code filemap_fault}. */
    @Override
    public VmBacking mmap(File file, int prot, boolean shared) {
        Map<Long, Page> pages = new ConcurrentHashMap<>();
        return number -> {
            Page there = pages.get(number);
            return there == null ? readPage(file, number, pages) : there;
        };
    }

    private @Nullable Page readPage(File file, long number, Map<Long, Page> pages) {
        Page page = new Page();
        IovIter to = IovIter.kernel(page.address(), 0, Page.SIZE);
        if (number < 0 || number > Long.MAX_VALUE / Page.SIZE
                || readIter(file, to, new FilePosition(number * Page.SIZE)) <= 0) {
            return null;
        }
        Page before = pages.putIfAbsent(number, page);
        return before == null ? page : before;
    }

    @Override
    public void release(File file) {
        try {
            channel(file).close();
        } catch (IOException e) {
            // A file that was only read loses nothing when the host cannot close it.
        }
    }
}
