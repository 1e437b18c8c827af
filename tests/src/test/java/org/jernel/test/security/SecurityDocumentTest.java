package org.jernel.test.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What docs/security.md shows is what runs here. */
final class SecurityDocumentTest {

    @Test
    void showsTheExampleThatIsRun() throws IOException {
        String source = Files.readString(Path.of("src/test/java/org/jernel/test/security/SecurityExampleTest.java"));
        String example = source.split("    // SECURITY\n", -1)[1].stripTrailing().stripIndent() + "\n";
        assertThat(Files.readString(Path.of("../docs/security.md"))).contains("```java\n" + example + "```\n");
    }
}
