package org.jernel.test.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What docs/testing.md shows is what runs here. */
final class TestingDocumentTest {

    @Test
    void showsTheExampleThatIsRun() throws IOException {
        String source = Files.readString(Path.of("src/test/java/org/jernel/test/junit/EchoExampleTest.java"));
        String example = source.split("// TESTING\n", -1)[1];
        assertThat(Files.readString(Path.of("../docs/testing.md"))).contains("```java\n" + example + "```\n");
    }
}
