package org.jernel.kernel.fs;

import java.io.ByteArrayOutputStream;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.DirContext;
import org.jernel.kernel.file.File;
import org.jernel.kernel.mm.LittleEndian;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.syscall.Errno;

/** Lists a directory in {@code struct linux_dirent64}s. Modelled on {@code fs/readdir.c}. */
public final class DirentWriter implements DirContext {

    private static final int LENGTH = 2 * Long.BYTES;
    private static final int TYPE = LENGTH + Short.BYTES;
    private static final int NAME = TYPE + Byte.BYTES;
    private static final int ALIGNMENT = 8;

    private final int room;
    private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
    private long position;
    private boolean full;

    private DirentWriter(long position, int room) {
        this.position = position;
        this.room = room;
    }

    /**
     * As many entries as fit, from the file's position on.
     *
     * @return the bytes stored, 0 at the end, -EINVAL where not even one fits, -ENOTDIR, -ENOENT for a directory that was
     *     removed, -EFAULT
     */
    @CheckReturnValue
    public static long getdents64(File file, UserMemory memory, long dirent, int room) {
        synchronized (file.filePosition()) {
            if (file.isPathOnly()) {
                return Errno.EBADF.negated();
            }
            Inode inode = Inode.ofOrNull(file);
            if (inode == null || !inode.isDirectory()) {
                return Errno.ENOTDIR.negated();
            }
            if (inode.isDead()) {
                return Errno.ENOENT.negated();
            }
            DirentWriter writer = new DirentWriter(file.position(), room);
            long result = file.operations().iterate(file, writer);
            return result < 0 ? result : writer.finish(file, memory, dirent);
        }
    }

    private long finish(File file, UserMemory memory, long dirent) {
        byte[] bytes = entries.toByteArray();
        if (bytes.length == 0 && full) {
            return Errno.EINVAL.negated();
        }
        if (memory.copyToUser(dirent, bytes, 0, bytes.length) < bytes.length) {
            return Errno.EFAULT.negated();
        }
        file.setPosition(position);
        Times.touchAtime(file);
        return bytes.length;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void skipTo(long next) {
        position = next;
    }

    @Override
    public boolean emit(String name, long inode, int type, long next) {
        byte[] bytes = FileName.bytes(name);
        int length = (NAME + bytes.length + 1 + ALIGNMENT - 1) & -ALIGNMENT;
        if (entries.size() + length > room) {
            full = true;
            return false;
        }
        byte[] entry = new byte[length];
        LittleEndian.put(entry, 0, inode, Long.BYTES);
        LittleEndian.put(entry, Long.BYTES, next, Long.BYTES);
        LittleEndian.put(entry, LENGTH, length, Short.BYTES);
        entry[TYPE] = (byte) type;
        System.arraycopy(bytes, 0, entry, NAME, bytes.length);
        entries.writeBytes(entry);
        position = next;
        return true;
    }
}
