package org.jernel.user.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import org.jernel.syscall.tbl.SyscallTableException;
import org.jernel.syscall.tbl.SyscallTableFile;
import org.jernel.syscall.tbl.SyscallTableParser;
import org.jernel.syscall.tbl.SyscallTableProblem;
import org.jernel.syscall.tbl.SyscallTables;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which system call table a command uses. */
final class TableOption {

    /** A screen of them; a file that is no table at all has one in each line. */
    private static final int MAX_FAULTS = 20;

    @Option(
            names = "--table",
            paramLabel = "FILE",
            description = "Bind the system calls by this syscall_64.tbl instead of the shipped one.") private @Nullable Path table;

    private static String faults(List<SyscallTableProblem> problems) {
        String shown = problems.stream()
                .limit(MAX_FAULTS)
                .map(SyscallTableProblem::toString)
                .collect(Collectors.joining("\n"));
        int left = problems.size() - MAX_FAULTS;
        return left <= 0 ? shown : shown + "\nand %d more".formatted(left);
    }

    SyscallTableFile table() throws UserError {
        if (table == null) {
            return SyscallTables.defaultTable();
        }
        try {
            SyscallTableFile parsed = SyscallTableParser.parse(table);
            if (parsed.rows().isEmpty()) {
                throw new UserError(table + ": has no system calls");
            }
            return parsed;
        } catch (SyscallTableException e) {
            throw new UserError(faults(e.problems()));
        } catch (NoSuchFileException e) {
            throw new UserError(table + ": no such file");
        } catch (IOException e) {
            throw new UserError(table + ": cannot be read: " + e.getMessage());
        }
    }
}
