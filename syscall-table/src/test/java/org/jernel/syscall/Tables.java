package org.jernel.syscall;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import org.jernel.syscall.tbl.SyscallTableFile;
import org.jernel.syscall.tbl.SyscallTableParser;

/** Small tables and definitions for tests. */
final class Tables {

    private Tables() {}

    static SyscallTableFile file(String text) {
        try {
            return SyscallTableParser.parse("t.tbl", new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SyscallDefinition definition(String name, int nbArgs, SyscallHandler stub) {
        List<String> args = IntStream.range(0, nbArgs).mapToObj(i -> "arg" + i).toList();
        SyscallMetadata metadata = new SyscallMetadata(name, nbArgs, Collections.nCopies(nbArgs, "long"), args);
        return new SyscallDefinition(metadata, stub, Support.FULL, "Tests." + name);
    }

    static SyscallDefinition returning(String name, long result) {
        return definition(name, 0, (a0, a1, a2, a3, a4, a5) -> result);
    }

    static SyscallDefinition throwing(String name, RuntimeException exception) {
        return definition(name, 0, (a0, a1, a2, a3, a4, a5) -> {
            throw exception;
        });
    }

    static long syscall(SyscallTable table, long nr) {
        return table.syscall(nr, 0, 0, 0, 0, 0, 0);
    }
}
