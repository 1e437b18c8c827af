package org.jernel.kernel.file;

import java.util.concurrent.atomic.AtomicInteger;

import org.jernel.kernel.mm.AnonymousMemory;
import org.jernel.kernel.mm.Mman;
import org.jernel.kernel.mm.MmapSource;
import org.jernel.kernel.mm.Page;
import org.jernel.kernel.mm.VmBacking;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** A file as {@code mmap} finds it: whether it may be mapped, and a reference to it for as long as it is. {@code vm_file}. */
public final class MappedFile implements MmapSource {

    private final File file;
    private final long pageOffset;

    /** The file is the caller's. */
    public MappedFile(File file, long pageOffset) {
        this.file = file;
        this.pageOffset = pageOffset;
    }

    /** The checks of {@code do_mmap}, in its order. */
    @Override
    public long check(int prot, int flags) {
        int type = flags & Mman.MAP_TYPE;
        if (type != Mman.MAP_SHARED && type != Mman.MAP_SHARED_VALIDATE && type != Mman.MAP_PRIVATE) {
            return Errno.EINVAL.negated();
        }
        if (type != Mman.MAP_PRIVATE && (prot & Mman.PROT_WRITE) != 0 && !file.isWritable()) {
            return Errno.EACCES.negated();
        }
        if (!file.isReadable()) {
            return Errno.EACCES.negated();
        }
        return (prot & Mman.PROT_EXEC) != 0 && !mayExec() ? Errno.EPERM.negated() : 0;
    }

    @Override
    public boolean mayExec() {
        FilePath path = file.path();
        return path == null || !path.isNoExec();
    }

    @Override
    public VmBacking backing(int prot, boolean shared) {
        VmBacking contents = file.operations().mmap(file, prot, shared);
        return new Backing(file, contents == null ? zeros(shared) : contents);
    }

    private static VmBacking zeros(boolean shared) {
        if (shared) {
            return new AnonymousMemory();
        }
        // Whoever writes gets a copy of his own.
        Page zeros = new Page();
        return pageNumber -> zeros;
    }

    @Override
    public boolean mayWrite() {
        return file.isWritable();
    }

    @Override
    public long pageOffset() {
        return pageOffset;
    }

    /** The file that an area maps, or null where that is none. {@code vm_file}. */
    public static @Nullable File fileOf(@Nullable VmBacking backing) {
        return backing instanceof Backing mapped ? mapped.file : null;
    }

    /** Holds the file while any address space has mappings of it. */
    private static final class Backing implements VmBacking {

        private final File file;
        private final VmBacking contents;
        private final AtomicInteger spaces = new AtomicInteger();

        Backing(File file, VmBacking contents) {
            this.file = file;
            this.contents = contents;
        }

        @Override
        public @Nullable Page fault(long pageNumber) {
            return contents.fault(pageNumber);
        }

        @Override
        public String name() {
            return contents.name();
        }

        @Override
        public void open() {
            if (spaces.getAndIncrement() == 0) {
                file.getFile();
            }
            contents.open();
        }

        @Override
        public void close() {
            contents.close();
            if (spaces.decrementAndGet() == 0) {
                file.fput();
            }
        }
    }
}
