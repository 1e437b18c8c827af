package org.jernel.kernel.owner;

import java.util.Objects;

import org.jernel.syscall.SyscallOwner;
import org.jspecify.annotations.Nullable;

/**
 * Whose code some operations are, which must stay as long as they are in use: a module. {@code file_operations.owner} and its
 * like.
 */
public interface OperationsOwner extends SyscallOwner {

    /** What the classes of an owner come from. */
    interface Code {

        OperationsOwner owner();
    }

    /** Has something closed when the owner goes, the newest first. */
    void own(AutoCloseable resource);

    /** Whose an object is, by its class; null for the kernel's own. */
    static @Nullable OperationsOwner of(Object object) {
        return of(object.getClass());
    }

    private static @Nullable OperationsOwner of(Class<?> type) {
        return type.getClassLoader() instanceof Code code ? code.owner() : null;
    }

    /** Whose code has asked for what the kernel does now; null where nobody's is on the way here. */
    static @Nullable OperationsOwner caller() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.map(frame -> of(frame.getDeclaringClass()))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null));
    }

    /**
     * Has a registration taken back when the module goes whose code has asked for it, whether it does so itself or not; it may
     * do so. Without a module on the way here nothing is to be done. What {@code THIS_MODULE} is to the macros that register.
     */
    static void callerOwns(AutoCloseable registration) {
        own(caller(), registration);
    }

    /** As {@link #own(AutoCloseable)}; what is nobody's stays. */
    static void own(@Nullable OperationsOwner owner, AutoCloseable registration) {
        if (owner != null) {
            owner.own(registration);
        }
    }
}
