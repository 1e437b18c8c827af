package org.jernel.syscall.tbl;

import java.util.List;
import java.util.stream.Collectors;

/** A table file has faults; all of them are listed. */
public final class SyscallTableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<SyscallTableProblem> problems;

    SyscallTableException(List<SyscallTableProblem> problems) {
        super(problems.stream().map(SyscallTableProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** In the order of the file, at least one. */
    public List<SyscallTableProblem> problems() {
        return problems;
    }
}
