package org.jernel.test.module;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.syscall.tbl.SyscallTableParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Goes through docs/add-a-system-call.md, step by step. */
final class AddASystemCallTest {

    private final Document document = new Document("docs/add-a-system-call.md");

    @TempDir private Path directory;

    AddASystemCallTest() throws IOException {}

    private Path table() {
        Matcher name = Pattern.compile("`([\\w./-]+\\.tbl)`").matcher(document.text());
        assertThat(name.find()).isTrue();
        return Document.ROOT.resolve(name.group(1));
    }

    private static Kernel boot(String table) throws IOException {
        return Kernel.boot(KernelConfig.hermetic()
                .withSyscallTable(SyscallTableParser.parse("syscall_64.tbl", new StringReader(table))));
    }

    /** The table as it was before the page's first step, and with it, each time with a kernel that reads the file. */
    @Test
    void editingTheTableMakesTheCall() throws Exception {
        String row = document.block("tbl");
        String before = Files.readString(table()).replace(row, "");
        assertThat(before).doesNotContain("myTest");
        try (Kernel kernel = boot(before)) {
            document.assertSession("session before", kernel);
        }
        String lines = before.stripTrailing() + "\n" + row;
        try (Kernel kernel = boot(lines)) {
            document.assertSession("session", kernel);
            assertThat(kernel.oopsCount()).isZero();
        }
    }

    @Test
    void theRowAndTheMethodAreTheKernels() throws IOException {
        assertThat(Files.readString(table())).contains(document.block("tbl"));
        Path core = Document.ROOT.resolve("kernel-core/src/main/java/org/jernel/kernel");
        assertThat(Files.readString(core.resolve("sys/MyTestSyscalls.java")).indent(-4))
                .contains(document.block("java"));
        assertThat(Files.readString(core.resolve("MyTestInit.java")))
                .contains("defineSyscalls(MyTestSyscallsDefinitions");
    }

    @Test
    void theSessionWithTheKernelsOwnCall() throws Exception {
        try (Kernel kernel = Kernel.boot(KernelConfig.hermetic())) {
            document.assertSession("session", kernel);
        }
    }

    @Test
    void theModuleIsBuiltAndTriedAsThePageSays() throws Exception {
        Files.createDirectory(directory.resolve("demo"));
        Files.writeString(directory.resolve("demo/Greet.java"), document.block("java module"));
        Files.writeString(directory.resolve("syscall_64.tbl"), document.block("tbl module"));
        document.run("sh module", directory);
        try (Kernel kernel = Kernel.boot(KernelConfig.hermetic())) {
            MenuSession.write(kernel, "/tmp/greet.jar", Files.readAllBytes(directory.resolve("greet.jar")));
            document.assertSession("session module", kernel);
            assertThat(kernel.oopsCount()).isZero();
        }
    }
}
