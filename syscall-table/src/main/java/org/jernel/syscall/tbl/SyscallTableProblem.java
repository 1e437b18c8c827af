package org.jernel.syscall.tbl;

/**
 * One fault of a table file.
 *
 * @param line from 1
 * @param column the character in the line, from 1; a tab is one character
 */
public record SyscallTableProblem(String fileName, int line, int column, String message) {

    /** In the form that compilers use and editors jump to. */
    @Override
    public String toString() {
        return fileName + ":" + line + ":" + column + ": " + message;
    }
}
