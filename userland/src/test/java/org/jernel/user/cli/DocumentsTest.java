package org.jernel.user.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the documents show is what the code is. */
final class DocumentsTest {

    private static final Path ROOT = Path.of("..");

    @Test
    void theSupportTableIsTheGeneratedOne() throws IOException {
        StringWriter out = new StringWriter();
        int code = JernelCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .execute("syscalls", "--format", "markdown");
        assertThat(code).isZero();
        assertThat(Files.readString(ROOT.resolve("docs/syscalls.md")))
                .as("docs/syscalls.md is made by ./jernel syscalls --format markdown")
                .isEqualTo(out.toString());
    }

    @Test
    void theReadmeShowsTheExampleThatIsRun() throws IOException {
        String source = Files.readString(Path.of("src/test/java/org/jernel/user/EchoServerExample.java"));
        String example = source.split("    // README\n", -1)[1].stripTrailing().stripIndent() + "\n";
        assertThat(example.lines().count()).isLessThan(25);
        assertThat(Files.readString(ROOT.resolve("README.md"))).contains("```java\n" + example + "```\n");
    }

    @Test
    void theReadmeFitsOnTwoScreens() throws IOException {
        assertThat(Files.readAllLines(ROOT.resolve("README.md")).size()).isLessThan(110);
    }

    @Test
    void continuousIntegrationRunsTheReadmesCommand() throws IOException {
        assertThat(Files.readString(ROOT.resolve("README.md"))).contains("\nmvn verify ");
        assertThat(Files.readString(ROOT.resolve(".ci/run"))).contains("mvn -B verify");
    }
}
