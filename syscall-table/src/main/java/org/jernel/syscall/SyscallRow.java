package org.jernel.syscall;

import org.jernel.syscall.tbl.Abi;
import org.jspecify.annotations.Nullable;

/**
 * One line of the support table.
 *
 * @param entryPoint as the table file writes it, or null where it has none
 * @param handler the method that handles the call, as {@code SocketSyscalls.bind}, or null where it is missing
 */
public record SyscallRow(
        int number, Abi abi, String name, @Nullable String entryPoint, @Nullable String handler, Support support) {}
