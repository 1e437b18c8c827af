package org.jernel.kernel.file;

/** Where a read or write begins, moved on by it: the {@code loff_t *} that file operations take. */
public final class FilePosition {

    private volatile long value;
    private final boolean appends;

    public FilePosition(long value) {
        this(value, false);
    }

    private FilePosition(long value, boolean appends) {
        this.value = value;
        this.appends = appends;
    }

    /** In place of which a write begins at the end of its file. {@code IOCB_APPEND}. */
    static FilePosition appending(long value) {
        return new FilePosition(Math.max(value, 0), true);
    }

    /** True where a write begins at the end of the file. */
    public boolean appends() {
        return appends;
    }

    public long get() {
        return value;
    }

    public void set(long next) {
        value = next;
    }
}
