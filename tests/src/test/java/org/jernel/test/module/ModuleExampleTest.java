package org.jernel.test.module;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Goes through docs/modules.md, step by step. */
final class ModuleExampleTest {

    private final Document document = new Document("docs/modules.md");

    @RegisterExtension final ModuleKernel kernel = new ModuleKernel();

    @TempDir private Path directory;

    ModuleExampleTest() throws IOException {}

    @Test
    void theModuleIsBuiltAndTriedAsThePageSays() throws Exception {
        Files.createDirectory(directory.resolve("demo"));
        Files.writeString(directory.resolve("demo/Helper.java"), document.block("java"));
        document.run("sh", directory);
        MenuSession.write(kernel.kernel(), "/tmp/helper.jar", Files.readAllBytes(directory.resolve("helper.jar")));
        document.assertSession("session", kernel.kernel());
        assertThat(kernel.log()).contains("helper: /bin/touch is 0", "helper: /bin/rmdir is 256",
                "helper: /bin/none is -2");
    }
}
