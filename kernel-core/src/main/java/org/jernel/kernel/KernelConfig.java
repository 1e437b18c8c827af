package org.jernel.kernel;

import org.jernel.kernel.time.HostClock;
import org.jernel.kernel.time.KernelClock;
import org.jernel.syscall.tbl.SyscallTableFile;
import org.jernel.syscall.tbl.SyscallTables;
import org.jspecify.annotations.Nullable;

/**
 * What a kernel is booted with; a value, changed by {@code with...}.
 *
 * @param networkMode what its sockets reach
 * @param syscallTable the rows to bind at boot
 * @param clock its time
 * @param seed of its random numbers, null for a fresh one at each boot
 * @param rebindsTimeWait whether a port can be bound while it lingers in TIME_WAIT, as if every program had set SO_REUSEADDR: a
 *     server that is started anew otherwise finds its own former port taken for a minute
 */
public record KernelConfig(
        NetworkMode networkMode,
        SyscallTableFile syscallTable,
        KernelClock clock,
        @Nullable Long seed,
        boolean rebindsTimeWait) {

    /** A kernel whose network ends at its own loopback device. */
    public static KernelConfig hermetic() {
        return new KernelConfig(NetworkMode.HERMETIC, SyscallTables.defaultTable(), new HostClock(), null, false);
    }

    /** A kernel whose sockets are on the host's network. */
    public static KernelConfig wire() {
        return hermetic().withNetworkMode(NetworkMode.WIRE);
    }

    public KernelConfig withNetworkMode(NetworkMode mode) {
        return new KernelConfig(mode, syscallTable, clock, seed, rebindsTimeWait);
    }

    public KernelConfig withSyscallTable(SyscallTableFile table) {
        return new KernelConfig(networkMode, table, clock, seed, rebindsTimeWait);
    }

    public KernelConfig withClock(KernelClock kernelClock) {
        return new KernelConfig(networkMode, syscallTable, kernelClock, seed, rebindsTimeWait);
    }

    public KernelConfig withSeed(long randomSeed) {
        return new KernelConfig(networkMode, syscallTable, clock, randomSeed, rebindsTimeWait);
    }

    /** Lets programs bind ports that are in TIME_WAIT. */
    public KernelConfig withRebindsTimeWait() {
        return new KernelConfig(networkMode, syscallTable, clock, seed, true);
    }
}
