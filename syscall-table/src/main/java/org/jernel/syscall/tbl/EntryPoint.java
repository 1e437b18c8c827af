package org.jernel.syscall.tbl;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** The ways in which the kernel's versions wrote the entry point of one and the same call. */
public final class EntryPoint {

    private static final String NI_SYSCALL = "ni_syscall";

    /**
     * What stands before a native call's name: {@code __x64_} since 4.17, {@code stub_} until 4.5 for
     * calls that need all registers, {@code ptregs_} before that.
     */
    private static final List<String> PREFIXES = List.of("__x64_sys_", "ptregs_", "stub_", "sys_");

    private EntryPoint() {}

    /**
     * The name under which the call is defined: {@code execveat} for {@code __x64_sys_execveat/ptregs}. Null where
     * there is nothing to bind: no entry point, or {@code sys_ni_syscall}, or a compat one.
     */
    public static @Nullable String definedName(@Nullable String entryPoint) {
        if (entryPoint == null) {
            return null;
        }
        int qualifier = entryPoint.indexOf('/');
        String symbol = qualifier < 0 ? entryPoint : entryPoint.substring(0, qualifier);
        for (String prefix : PREFIXES) {
            if (symbol.startsWith(prefix)) {
                String name = symbol.substring(prefix.length());
                return name.equals(NI_SYSCALL) ? null : name;
            }
        }
        return null;
    }
}
