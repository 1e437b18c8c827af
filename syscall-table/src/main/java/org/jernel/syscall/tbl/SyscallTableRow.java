package org.jernel.syscall.tbl;

import org.jspecify.annotations.Nullable;

/**
 * One row of a table, as the file has it.
 *
 * @param line where it stands in the file, from 1
 * @param entryPoint the native entry point, or null where the row has none or {@code -}
 * @param compatEntryPoint the compat entry point, or null where the row has none or {@code -}
 * @param noreturn whether the row says that the call does not return
 */
public record SyscallTableRow(
        int line,
        int number,
        Abi abi,
        String name,
        @Nullable String entryPoint,
        @Nullable String compatEntryPoint,
        boolean noreturn) {}
