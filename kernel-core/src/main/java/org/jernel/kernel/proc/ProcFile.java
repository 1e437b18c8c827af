package org.jernel.kernel.proc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.LittleEndian;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * An open file or directory of {@code /proc}, read from one end to the other. {@code seq_file} and {@code dir_context}.
 *
 * <p>Its monitor guards the position and is a leaf; nobody copies user memory under it.
 */
public final class ProcFile implements FileOperations {

    /** {@code offsetof(struct linux_dirent64, d_name)}. */
    private static final int DIRENT_NAME = 19;

    private static final int DIRENT_ALIGNMENT = 8;

    private final byte @Nullable [] text;
    private final List<String> names;
    private int position;

    private ProcFile(byte @Nullable [] text, List<String> names) {
        this.text = text;
        this.names = names;
    }

    /** Opens what can be opened; a link is none of it. */
    public static File open(ProcEntry entry) {
        ProcFile operations = switch (entry) {
            case ProcEntry.Text(var show) -> new ProcFile(show.get().getBytes(StandardCharsets.UTF_8), List.of());
            case ProcEntry.Directory(var names) ->
                new ProcFile(null, Stream.concat(Stream.of(".", ".."), names.stream()).toList());
            case ProcEntry.Link _ -> throw Errno.ENXIO.exception();
        };
        return new File(operations, Fcntl.O_RDONLY, operations);
    }

    @Override
    public long readIter(File file, IovIter to) {
        byte[] bytes = text;
        if (bytes == null) {
            return Errno.EISDIR.negated();
        }
        int from;
        int length;
        synchronized (this) {
            from = position;
            length = (int) Math.min(to.count(), bytes.length - from);
            position += length;
        }
        int copied = to.copyToIter(bytes, from, length);
        return copied == 0 && length > 0 ? Errno.EFAULT.negated() : copied;
    }

    @Override
    public boolean canPoll() {
        return false;
    }

    /** As many entries as fit: the bytes stored, 0 at the end, or -errno. {@code ksys_getdents64}. */
    @CheckReturnValue
    public static long getdents64(File file, UserMemory memory, long dirent, int count) {
        if (!(file.privateData() instanceof ProcFile directory) || directory.text != null) {
            return Errno.ENOTDIR.negated();
        }
        return directory.emit(memory, dirent, count);
    }

    private long emit(UserMemory memory, long dirent, int count) {
        List<byte[]> entries = new ArrayList<>();
        int stored = 0;
        synchronized (this) {
            while (position < names.size()) {
                byte[] entry = dirent(names.get(position), position + 1);
                if (stored + entry.length > count) {
                    break;
                }
                entries.add(entry);
                stored += entry.length;
                position++;
            }
            if (entries.isEmpty()) {
                return position < names.size() ? Errno.EINVAL.negated() : 0;
            }
        }
        long to = dirent;
        for (byte[] entry : entries) {
            if (memory.copyToUser(to, entry, 0, entry.length) < entry.length) {
                return Errno.EFAULT.negated();
            }
            to += entry.length;
        }
        return stored;
    }

    /** {@code struct linux_dirent64}: the inode and the position of the next are the same number here, the type is not told. */
    private static byte[] dirent(String name, int next) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        int length = (DIRENT_NAME + bytes.length + 1 + DIRENT_ALIGNMENT - 1) & -DIRENT_ALIGNMENT;
        byte[] entry = new byte[length];
        LittleEndian.put(entry, 0, next, Long.BYTES);
        LittleEndian.put(entry, Long.BYTES, next, Long.BYTES);
        LittleEndian.put(entry, 2 * Long.BYTES, length, Short.BYTES);
        System.arraycopy(bytes, 0, entry, DIRENT_NAME, bytes.length);
        return entry;
    }
}
