package org.jernel.test.module;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.syscall.tbl.SyscallTableParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Goes through docs/add-a-system-call.md, step by step. */
final class AddASystemCallTest {

    /** Surefire runs in the module's directory. */
    private static final Path ROOT = Path.of("..");

    private static final String PROMPT = "MenuOS>>";

    @TempDir private Path directory;

    private static String block(String kind) throws IOException {
        String document = Files.readString(ROOT.resolve("docs/add-a-system-call.md"));
        Matcher block = Pattern.compile("```" + kind + "\n(.*?)```\n", Pattern.DOTALL).matcher(document);
        assertThat(block.find()).as(kind).isTrue();
        return block.group(1);
    }

    private static Path table() throws IOException {
        Matcher name = Pattern.compile("`([\\w./-]+\\.tbl)`").matcher(
                Files.readString(ROOT.resolve("docs/add-a-system-call.md")));
        assertThat(name.find()).isTrue();
        return ROOT.resolve(name.group(1));
    }

    private static Kernel boot(String table) throws IOException {
        return Kernel.boot(KernelConfig.hermetic()
                .withSyscallTable(SyscallTableParser.parse("syscall_64.tbl", new StringReader(table))));
    }

    /** The table as it was before the page's first step, and with it, each time with a kernel that reads the file. */
    @Test
    void editingTheTableMakesTheCall() throws Exception {
        String row = block("tbl");
        String before = Files.readString(table()).replace(row, "");
        assertThat(before).doesNotContain("myTest");
        try (Kernel kernel = boot(before)) {
            assertSession(kernel, block("session before"));
        }
        String lines = before.stripTrailing() + "\n" + row;
        try (Kernel kernel = boot(lines)) {
            assertSession(kernel, block("session"));
            assertThat(kernel.oopsCount()).isZero();
        }
    }

    @Test
    void theRowAndTheMethodAreTheKernels() throws IOException {
        assertThat(Files.readString(table())).contains(block("tbl"));
        Path core = ROOT.resolve("kernel-core/src/main/java/org/jernel/kernel");
        assertThat(Files.readString(core.resolve("sys/MyTestSyscalls.java")).indent(-4)).contains(block("java"));
        assertThat(Files.readString(core.resolve("MyTestInit.java")))
                .contains("defineSyscalls(MyTestSyscallsDefinitions");
    }

    @Test
    void theSessionWithTheKernelsOwnCall() throws Exception {
        try (Kernel kernel = Kernel.boot(KernelConfig.hermetic())) {
            assertSession(kernel, block("session"));
        }
    }

    @Test
    void theModuleIsBuiltAndTriedAsThePageSays() throws Exception {
        Files.createDirectory(directory.resolve("demo"));
        Files.writeString(directory.resolve("demo/Greet.java"), block("java module"));
        Files.writeString(directory.resolve("syscall_64.tbl"), block("tbl module"));
        for (String command : block("sh module").lines().toList()) {
            run(command.split(" "));
        }
        try (Kernel kernel = Kernel.boot(KernelConfig.hermetic())) {
            MenuSession.write(kernel, "/tmp/greet.jar", Files.readAllBytes(directory.resolve("greet.jar")));
            assertSession(kernel, block("session module"));
            assertThat(kernel.oopsCount()).isZero();
        }
    }

    /** Runs a tool of the JDK as if in the directory. */
    private void run(String[] words) {
        ToolProvider tool = ToolProvider.findFirst(words[0]).orElseThrow();
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out, true);
        String[] arguments =
                Stream.of(Arrays.copyOfRange(words, 1, words.length)).map(this::here).toArray(String[]::new);
        assertThat(tool.run(writer, writer, arguments)).as("%s: %s", List.of(words), out).isZero();
    }

    private String here(String word) {
        return switch (word) {
            case "$CP" -> System.getProperty("java.class.path");
            case ".", "classes", "demo/Greet.java", "greet.jar" -> directory.resolve(word).toString();
            default -> word;
        };
    }

    /** Types what the session types; of the log, the page shows what the calls have written. */
    private static void assertSession(Kernel kernel, String session) throws InterruptedException {
        List<String> typed = session.lines()
                .filter(line -> line.startsWith(PROMPT))
                .map(line -> line.substring(PROMPT.length()))
                .toList();
        List<String> shown = MenuSession.run(kernel, typed).lines().map(AddASystemCallTest::plain).toList();
        assertThat(shown).containsSubsequence(session.lines().map(AddASystemCallTest::plain).toList());
        for (String line : session.lines().filter(each -> !each.startsWith("[")).toList()) {
            assertThat(shown).contains(plain(line));
        }
    }

    /** A line without what differs from one time to the next. */
    private static String plain(String line) {
        return line.replaceAll("^\\[ *\\d+\\.\\d+\\] ", "[0] ").replaceAll("(pid of this process is|from process) \\d+",
                "$1 N");
    }
}
