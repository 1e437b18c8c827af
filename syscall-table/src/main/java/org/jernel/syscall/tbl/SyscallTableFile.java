package org.jernel.syscall.tbl;

import java.util.List;

/**
 * A table that was read without a fault.
 *
 * @param fileName what the file is called in messages
 * @param rows in the order of the file
 */
public record SyscallTableFile(String fileName, List<SyscallTableRow> rows) {

    public SyscallTableFile {
        rows = List.copyOf(rows);
    }
}
