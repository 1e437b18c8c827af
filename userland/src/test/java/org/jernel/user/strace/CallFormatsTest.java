package org.jernel.user.strace;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.syscall.Support;
import org.jernel.syscall.SyscallMetadata;
import org.jernel.syscall.SyscallRow;
import org.jernel.syscall.tbl.SyscallTables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** No call that the kernel has is shown by its types alone, unless the real tool shows no more. */
final class CallFormatsTest {

    /** Nothing, or plain numbers. */
    private static final Set<String> PLAIN = Set.of(
            "getegid", "geteuid", "getgid", "getpgid", "getpgrp", "getppid", "getsid", "gettid", "getuid", "listen",
            "pause", "restart_syscall", "sched_yield", "setfsgid", "setfsuid", "setsid", "sync");

    @Test
    void eachCallOfTheKernelHasAFormat() {
        try (Kernel kernel = Kernel.boot(KernelConfig.hermetic().withSyscallTable(SyscallTables.recentTable()))) {
            assertThat(kernel.syscalls().rows().stream()
                    .filter(row -> row.abi().isNative() && row.support().level() != Support.Level.MISSING)
                    .filter(row -> !hasFormat(row.name(), kernel.syscalls().nrToMeta(row.number())))
                    .map(SyscallRow::name)
                    .toList()).isSubsetOf(PLAIN);
        }
    }

    /** One of its own is there once; one by the types is made each time. */
    private static boolean hasFormat(String name, @Nullable SyscallMetadata metadata) {
        Set<CallFormat> formats = Collections.newSetFromMap(new IdentityHashMap<>());
        formats.add(CallFormats.of(name, metadata));
        formats.add(CallFormats.of(name, metadata));
        return formats.size() == 1;
    }
}
