package org.jernel.kernel.fs;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.file.ReadWrite;
import org.jernel.kernel.mm.IovIter;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A file whose text is made when it is opened, so that its reader sees one moment, and which may take text. {@code single_open}
 * of {@code fs/seq_file.c} with {@code simple_attr_write}.
 */
public final class TextFile implements FileOperations {

    /** The most bytes that one write hands over. */
    private static final int WRITE_MAX = 4096;

    private final Supplier<String> show;
    private final @Nullable ToLongFunction<String> store;
    private final Charset charset;

    /** A file to read only; a write gives EIO, as in {@code /proc}. */
    public TextFile(Supplier<String> show) {
        this(show, null, StandardCharsets.UTF_8);
    }

    /**
     * A file to read and write.
     *
     * @param show makes the text; throws what opening fails with
     * @param store takes the text of one write, with the newline that may end it; returns 0 if all is well, or -errno
     */
    public TextFile(Supplier<String> show, ToLongFunction<String> store) {
        this(show, store, StandardCharsets.UTF_8);
    }

    private TextFile(Supplier<String> show, @Nullable ToLongFunction<String> store, Charset charset) {
        this.show = show;
        this.store = store;
        this.charset = charset;
    }

    /** A file to read and write of any bytes, each a character, so that none is lost. */
    public static TextFile ofBytes(Supplier<String> show, ToLongFunction<String> store) {
        return new TextFile(show, store, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void open(File file) {
        file.setPrivateData(file.isReadable() ? show.get().getBytes(charset) : new byte[0]);
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
        return whence > 1
                ? Errno.EINVAL.negated()
                : ReadWrite.genericLlseek(file, offset, whence, 0);
    }

    @Override
    public long readIter(File file, IovIter to, FilePosition position) {
        byte[] text = (byte[]) file.privateData();
        long at = position.get();
        if (at >= text.length || to.count() == 0) {
            return 0;
        }
        int length = (int) Math.min(to.count(), text.length - at);
        int copied = to.copyToIter(text, (int) at, length);
        position.set(at + copied);
        return copied == 0 ? Errno.EFAULT.negated() : copied;
    }

    @Override
    public long writeIter(File file, IovIter from, FilePosition position) {
        if (store == null) {
            return Errno.EIO.negated();
        }
        byte[] text = new byte[(int) Math.min(from.count(), WRITE_MAX)];
        if (from.copyFromIter(text, 0, text.length) < text.length) {
            return Errno.EFAULT.negated();
        }
        long stored = store.applyAsLong(new String(text, charset));
        if (stored < 0) {
            return stored;
        }
        position.set(position.get() + text.length);
        return text.length;
    }
}
