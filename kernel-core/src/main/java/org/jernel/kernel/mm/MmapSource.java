package org.jernel.kernel.mm;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** What a call of {@code mmap} maps: a file, or nothing. */
public interface MmapSource {

    /** No file: zeros, which MAP_SHARED has tasks share. */
    MmapSource ANONYMOUS = new MmapSource() {
        @Override
        public long check(int prot, int flags) {
            int type = flags & Mman.MAP_TYPE;
            return type == Mman.MAP_SHARED || type == Mman.MAP_PRIVATE ? 0 : Errno.EINVAL.negated();
        }

        @Override
        public @Nullable VmBacking backing(int prot, boolean shared) {
            return shared ? new AnonymousMemory() : null;
        }

        @Override
        public boolean mayWrite() {
            return true;
        }

        @Override
        public boolean mayExec() {
            return true;
        }

        @Override
        public long pageOffset() {
            return 0;
        }
    };

    /** Whether it can be mapped so: 0 or -errno. */
    @CheckReturnValue
    long check(int prot, int flags);

    /** What is mapped from now on, or null for zeros of the task's own; throws what the driver refuses with. */
    @Nullable
    VmBacking backing(int prot, boolean shared);

    /** Whether a shared mapping may be written, now or after {@code mprotect}. */
    boolean mayWrite();

    /** Whether a mapping may be executed, now or after {@code mprotect}. */
    boolean mayExec();

    /** The number of the first page. */
    long pageOffset();
}
