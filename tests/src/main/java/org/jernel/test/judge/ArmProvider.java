package org.jernel.test.judge;

import org.jspecify.annotations.Nullable;

/** Boots the kernel of one arm; found as a {@link java.util.ServiceLoader} service. */
public interface ArmProvider {

    Arm arm();

    /** Why this arm cannot run on this machine, or null if it can. */
    @Nullable
    String unavailable();

    /** Boots a kernel for one scenario. */
    SyscallKernel boot();
}
