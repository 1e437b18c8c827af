package org.jernel.syscall.tbl;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The tables that are shipped. */
public final class SyscallTables {

    private SyscallTables() {}

    /** Linux 5.1 with {@code myTest} added by hand as number 428: what a kernel boots with. */
    public static SyscallTableFile defaultTable() {
        return load("syscall_64-5.1.tbl");
    }

    /** Linux 6.1 as it is. */
    public static SyscallTableFile recentTable() {
        return load("syscall_64-6.1.tbl");
    }

    private static SyscallTableFile load(String resource) {
        InputStream stream = SyscallTables.class.getResourceAsStream(resource);
        if (stream == null) {
            throw new IllegalStateException(resource + " is missing");
        }
        try (InputStreamReader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            return SyscallTableParser.parse(resource, reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
