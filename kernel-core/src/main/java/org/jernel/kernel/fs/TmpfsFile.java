package org.jernel.kernel.fs;

import org.jernel.kernel.file.Fcntl;
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

/**
 * A regular file of a tmpfs that is open. {@code shmem_file_operations}.
 *
 * <p>A write has the inode's lock, so that those which append follow one another; a read has none.
 */
final class TmpfsFile implements FileOperations {

    private static final int PAGE = Statfs.BLOCK_SIZE;

    private static final byte[] ZEROS = new byte[PAGE];

    private final TmpfsSuperBlock superBlock;

    TmpfsFile(TmpfsSuperBlock superBlock) {
        this.superBlock = superBlock;
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
    public boolean canDirect() {
        return true;
    }

    /** {@code shmem_file_llseek}. */
    @Override
    public long llseek(File file, long offset, int whence) {
        Inode inode = Inode.of(file);
        if (whence != ReadWrite.SEEK_DATA && whence != ReadWrite.SEEK_HOLE) {
            return ReadWrite.genericLlseek(file, offset, whence, inode.size());
        }
        synchronized (inode) {
            long found = offset < 0 || offset >= inode.size()
                    ? -1
                    : TmpfsFileInode.data(inode).seek(offset, inode.size(), whence == ReadWrite.SEEK_DATA);
            if (found < 0) {
                return Errno.ENXIO.negated();
            }
            file.setPosition(found);
            return found;
        }
    }

    @Override
    public long readIter(File file, IovIter to, FilePosition position) {
        Inode inode = Inode.of(file);
        TmpfsData data = TmpfsFileInode.data(inode);
        long at = position.get();
        long done = 0;
        while (to.count() > 0 && at < inode.size()) {
            int inPage = (int) (at % PAGE);
            int wanted = (int) Math.min(Math.min(PAGE - inPage, to.count()), inode.size() - at);
            byte[] page = data.page(at / PAGE);
            int copied = to.copyToIter(page == null ? ZEROS : page, inPage, wanted);
            at += copied;
            done += copied;
            if (copied < wanted) {
                done = done == 0 ? Errno.EFAULT.negated() : done;
                break;
            }
        }
        position.set(at);
        if ((file.flags() & Fcntl.O_NOATIME) == 0) {
            Times.touchAtime(file);
        }
        return done;
    }

    @Override
    public long writeIter(File file, IovIter from, FilePosition position) {
        if (from.count() == 0) {
            return 0;
        }
        Inode inode = Inode.of(file);
        synchronized (inode) {
            boolean appends = position.appends() || (file.flags() & Fcntl.O_APPEND) != 0;
            long at = appends ? inode.size() : position.get();
            // Up to the greatest size that a file can have. generic_write_checks_count
            long room = Long.MAX_VALUE - at;
            if (room == 0) {
                return Errno.EFBIG.negated();
            }
            from.truncate(room);
            Attributes.removePrivileges(inode);
            long done = write(inode, from, at);
            if (done > 0) {
                position.set(at + done);
                inode.setSize(Math.max(inode.size(), at + done));
            }
            inode.touch();
            return done;
        }
    }

    private long write(Inode inode, IovIter from, long start) {
        TmpfsData data = TmpfsFileInode.data(inode);
        long at = start;
        while (from.count() > 0) {
            byte[] page = data.page(at / PAGE);
            boolean isNew = page == null;
            if (isNew && !data.hasEnded() && !superBlock.takeBlocks(1)) {
                return at > start ? at - start : Errno.ENOSPC.negated();
            }
            byte[] bytes = page == null ? new byte[PAGE] : page;
            int inPage = (int) (at % PAGE);
            int wanted = (int) Math.min(PAGE - inPage, from.count());
            int copied = from.copyFromIter(bytes, inPage, wanted);
            if (isNew && copied > 0) {
                data.put(at / PAGE, bytes);
            } else if (isNew && !data.hasEnded()) {
                superBlock.giveBlocks(1);
            }
            if (copied > 0) {
                data.written(at / PAGE);
            }
            at += copied;
            if (copied < wanted) {
                return at > start ? at - start : Errno.EFAULT.negated();
            }
        }
        return at - start;
    }

    /** The file's own pages; a hole that is mapped takes a block as soon as it is looked at. {@code shmem_fault}. */
    @Override
    public VmBacking mmap(File file, int prot, boolean shared) {
        Inode inode = Inode.of(file);
        return number -> fault(inode, number);
    }

    private @Nullable Page fault(Inode inode, long number) {
        TmpfsData data = TmpfsFileInode.data(inode);
        synchronized (inode) {
            if (number < 0 || number >= Math.ceilDiv(inode.size(), PAGE)) {
                return null;
            }
            if (data.cachePage(number) == null && superBlock.takeBlocks(1)) {
                data.put(number, new byte[PAGE]);
            }
            data.written(number);
            return data.cachePage(number);
        }
    }

    @Override
    public long spliceRead(File file, long position, SplicePipe pipe, long length, int flags) {
        return pipe.copySpliceRead(length, to -> readIter(file, to, new FilePosition(position)));
    }

    @Override
    public long spliceWrite(SplicePipe pipe, File file, long position, long length, int flags) {
        FilePosition at = new FilePosition(position);
        return pipe.spliceFromPipe(length, flags, (pages, more) -> writeIter(file, pages, at));
    }

    /** {@code shmem_fallocate}: all of the room or none. */
    @Override
    public long fallocate(File file, int mode, long offset, long length) {
        boolean punches = mode == (Fallocate.FALLOC_FL_PUNCH_HOLE | Fallocate.FALLOC_FL_KEEP_SIZE);
        if (!punches && (mode & ~Fallocate.FALLOC_FL_KEEP_SIZE) != 0) {
            return Errno.EOPNOTSUPP.negated();
        }
        Inode inode = Inode.of(file);
        TmpfsData data = TmpfsFileInode.data(inode);
        synchronized (inode) {
            if (punches) {
                superBlock.giveBlocks(data.punch(offset, offset + length));
            } else if (!takeMissing(data, offset / PAGE, (offset + length - 1) / PAGE)) {
                return Errno.ENOSPC.negated();
            } else if (mode == 0) {
                inode.setSize(Math.max(inode.size(), offset + length));
            }
            Attributes.removePrivileges(inode);
            inode.touch();
        }
        return 0;
    }

    /** Takes no page where there is no room for all; what an earlier call took and this one meets counts as written to. */
    private boolean takeMissing(TmpfsData data, long first, long last) {
        long pages = last - first + 1;
        if (!superBlock.mayHold(pages)) {
            return false;
        }
        long missing = pages - data.pagesIn(first, last);
        boolean fits = superBlock.takeBlocks(missing);
        long left = fits ? missing : superBlock.freeBlocks();
        for (long number = first; number <= last; number++) {
            if (data.page(number) != null) {
                data.written(number);
            } else if (left-- <= 0) {
                break;
            } else if (fits) {
                data.reserve(number);
            }
        }
        return fits;
    }

    @Override
    public long fsync(File file) {
        return 0;
    }
}
