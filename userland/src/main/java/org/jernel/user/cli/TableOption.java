package org.jernel.user.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import org.jernel.syscall.tbl.SyscallTableException;
import org.jernel.syscall.tbl.SyscallTableFile;
import org.jernel.syscall.tbl.SyscallTableParser;
import org.jernel.syscall.tbl.SyscallTables;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which system call table a command uses. */
final class TableOption {

    @Option(
            names = "--table",
            paramLabel = "FILE",
            description = "Bind the system calls by this syscall_64.tbl instead of the shipped one.") private @Nullable Path table;

    SyscallTableFile table() throws UserError {
        if (table == null) {
            return SyscallTables.defaultTable();
        }
        try {
            return SyscallTableParser.parse(table);
        } catch (SyscallTableException e) {
            throw new UserError(String.valueOf(e.getMessage()));
        } catch (NoSuchFileException e) {
            throw new UserError(table + ": no such file");
        } catch (IOException e) {
            throw new UserError(table + ": cannot be read: " + e.getMessage());
        }
    }
}
