package org.jernel.user.cli;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import org.jernel.kernel.Kernel;
import org.jernel.syscall.Support;
import org.jernel.syscall.SyscallRow;
import org.jernel.syscall.SyscallTable;

/** The system calls of a table with what a kernel has for each, in the formats of {@code jernel syscalls}. */
final class SupportTable {

    /** Named as they are typed. */
    @SuppressWarnings("checkstyle:ConstantName")
    enum Format {
        text,
        markdown,
        json
    }

    private final List<SyscallRow> rows;

    private SupportTable(List<SyscallRow> rows) {
        this.rows = rows;
    }

    static SupportTable of(Kernel kernel) {
        SyscallTable table = kernel.syscalls();
        return new SupportTable(table.rows());
    }

    String format(Format format) throws IOException {
        return switch (format) {
            case text -> text();
            case markdown -> markdown();
            case json -> json();
        };
    }

    private String text() {
        int name = width("name", SyscallRow::name);
        int handler = width("handler", SupportTable::handler);
        String line = "%6s  %-6s  %-" + name + "s  %-" + handler + "s  %-7s  %s";
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT, line, "number", "abi", "name", "handler", "support", "note")
                .stripTrailing());
        for (SyscallRow row : rows) {
            text.append('\n')
                    .append(String.format(
                            Locale.ROOT,
                            line,
                            row.number(),
                            row.abi().label(),
                            row.name(),
                            handler(row),
                            level(row),
                            row.support().note())
                            .stripTrailing());
        }
        return text.append('\n').toString();
    }

    private int width(String title, Function<SyscallRow, String> column) {
        return rows.stream().map(column).mapToInt(String::length).reduce(title.length(), Math::max);
    }

    private String markdown() {
        StringBuilder text = new StringBuilder("| number | abi | name | handler | support | note |\n");
        text.append("|-------:|-----|------|---------|---------|------|\n");
        for (SyscallRow row : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %d | %s | `%s` | %s | %s | %s |%n",
                    row.number(),
                    row.abi().label(),
                    row.name(),
                    row.handler() == null ? "" : "`" + row.handler() + "`",
                    level(row),
                    row.support().note().replace("|", "\\|")));
        }
        return text.toString();
    }

    private String json() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartArray();
            for (SyscallRow row : rows) {
                json.writeStartObject();
                json.writeNumberField("number", row.number());
                json.writeStringField("abi", row.abi().label());
                json.writeStringField("name", row.name());
                json.writeStringField("handler", row.handler());
                json.writeStringField("support", level(row));
                json.writeStringField("note", row.support().note());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        return text.append("\n").toString();
    }

    private static String handler(SyscallRow row) {
        String handler = row.handler();
        return handler == null ? "-" : handler;
    }

    private static String level(SyscallRow row) {
        Support.Level level = row.support().level();
        return level.name().toLowerCase(Locale.ROOT);
    }
}
