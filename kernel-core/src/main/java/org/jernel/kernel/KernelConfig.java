package org.jernel.kernel;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

import org.jernel.kernel.printk.Printk;
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
 * @param hostDirectories what of the host's files its programs see, read-only, by the directory that they see it in
 * @param memory how many bytes of memory there are, at most what the virtual machine may use
 * @param consoleLogLevel what of the log is written to SLF4J at boot: the messages whose level is below it
 */
public record KernelConfig(
        NetworkMode networkMode,
        SyscallTableFile syscallTable,
        KernelClock clock,
        @Nullable Long seed,
        boolean rebindsTimeWait,
        Map<String, Path> hostDirectories,
        long memory,
        int consoleLogLevel) {

    /** Keeps the directories as they are now. */
    public KernelConfig {
        hostDirectories = Map.copyOf(hostDirectories);
    }

    /** A kernel whose network ends at its own loopback device. */
    public static KernelConfig hermetic() {
        return new KernelConfig(
                NetworkMode.HERMETIC,
                SyscallTables.defaultTable(),
                new HostClock(),
                null,
                false,
                Map.of(),
                Long.MAX_VALUE,
                Printk.CONSOLE_LOGLEVEL_DEBUG);
    }

    /** A kernel whose sockets are on the host's network. */
    public static KernelConfig wire() {
        return hermetic().withNetworkMode(NetworkMode.WIRE);
    }

    /** Where its sockets live: in the kernel itself, or on the host's network. */
    public KernelConfig withNetworkMode(NetworkMode mode) {
        return new KernelConfig(mode, syscallTable, clock, seed, rebindsTimeWait, hostDirectories, memory,
                consoleLogLevel);
    }

    /** The system calls that it has, in place of the table of x86-64 that comes with it. */
    public KernelConfig withSyscallTable(SyscallTableFile table) {
        return new KernelConfig(networkMode, table, clock, seed, rebindsTimeWait, hostDirectories, memory,
                consoleLogLevel);
    }

    /** Where its time comes from, in place of the host's clocks. */
    public KernelConfig withClock(KernelClock kernelClock) {
        return new KernelConfig(networkMode, syscallTable, kernelClock, seed, rebindsTimeWait, hostDirectories, memory,
                consoleLogLevel);
    }

    /**
     * What its random numbers begin with, in place of the host's entropy: ports, sequence numbers and getrandom(2)
     * repeat.
     */
    public KernelConfig withSeed(long randomSeed) {
        return new KernelConfig(networkMode, syscallTable, clock, randomSeed, rebindsTimeWait, hostDirectories, memory,
                consoleLogLevel);
    }

    /** Lets programs bind ports that are in TIME_WAIT. */
    public KernelConfig withRebindsTimeWait() {
        return new KernelConfig(networkMode, syscallTable, clock, seed, true, hostDirectories, memory, consoleLogLevel);
    }

    /**
     * Shows programs a directory of the host, which they can read and not change; links in it lead to where they say among the
     * kernel's own files.
     *
     * @param mountpoint where they see it; the directory is made: {@code /mnt/src}
     */
    public KernelConfig withHostDirectory(Path directory, String mountpoint) {
        Map<String, Path> all = new TreeMap<>(hostDirectories);
        all.put(mountpoint, directory);
        return new KernelConfig(networkMode, syscallTable, clock, seed, rebindsTimeWait, all, memory, consoleLogLevel);
    }

    /**
     * Gives the kernel so many bytes of memory; without, it has as many as the virtual machine may use. Kernel code gets no page
     * beyond it; what tasks are promised goes by {@code vm.overcommit_memory}.
     */
    public KernelConfig withMemory(long bytes) {
        return new KernelConfig(
                networkMode, syscallTable, clock, seed, rebindsTimeWait, hostDirectories, bytes, consoleLogLevel);
    }

    /**
     * Writes only the messages below this level to SLF4J, as {@code loglevel=} on Linux's command line; all without it. Programs
     * change it with {@code dmesg -n}.
     */
    public KernelConfig withConsoleLogLevel(int level) {
        return new KernelConfig(
                networkMode, syscallTable, clock, seed, rebindsTimeWait, hostDirectories, memory, level);
    }
}
