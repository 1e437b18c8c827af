package org.jernel.user.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The launch script, in a tree that is built already, with a JDK whose java tells how it was called. */
@Timeout(30)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the script is a shell's")
final class LauncherTest {

    @TempDir Path folder;

    private Path jdk;
    private Path launcher;

    @BeforeEach
    void makeTree() throws IOException {
        jdk = Files.createDirectories(folder.resolve("a jdk"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
        Files.createDirectory(jdk.resolve("bin"));
        script(jdk.resolve("bin/javac"), "exit 1");
        script(jdk.resolve("bin/java"), "for arg; do last=$arg; done; echo \"$0 $last\"; cat; exit 7");
        Path root = Files.createDirectories(folder.resolve("a tree"));
        for (String source : List.of("syscall-table", "kernel-core", "net-stack", "userland/target")) {
            Files.createDirectories(root.resolve(source));
        }
        Files.writeString(root.resolve("pom.xml"), "");
        launcher = Files.copy(Path.of("../jernel"), root.resolve("jernel"));
        Files.writeString(root.resolve("userland/target/jernel.jar"), "");
        Files.writeString(root.resolve("userland/target/jernel.aot"), "");
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** Runs a shell's command line with nothing but this in its environment. Returns both outputs and the exit code. */
    private String sh(Path directory, Map<String, String> environment, String line)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", line).redirectErrorStream(true);
        builder.directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", "/usr/bin:/bin", "JAVA_HOME", jdk.toString()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return output + process.waitFor();
    }

    private String saysOf(String argument) {
        return jdk.resolve("bin/java") + " " + argument + "\n7";
    }

    @Test
    void handsArgumentsAndTheExitCodeOn() throws IOException, InterruptedException {
        assertThat(sh(folder, Map.of(), "'a tree/jernel' 'two words'")).isEqualTo(saysOf("two words"));
    }

    @Test
    void isFoundThroughLinksAndInSpiteOfCdpath() throws IOException, InterruptedException {
        Files.createSymbolicLink(folder.resolve("link"), Path.of("a tree/jernel"));
        Files.createSymbolicLink(folder.resolve("chain"), folder.resolve("link"));
        assertThat(sh(folder, Map.of(), "./chain demo")).isEqualTo(saysOf("demo"));
        assertThat(sh(folder, Map.of("CDPATH", folder.toString()), "'a tree/jernel' demo")).isEqualTo(saysOf("demo"));
    }

    @Test
    void aClosedInputIsAnEmptyOne() throws IOException, InterruptedException {
        assertThat(sh(folder, Map.of(), "'a tree/jernel' shell <&-")).isEqualTo(saysOf("shell"));
    }

    @Test
    void buildsWhatIsOlderThanItsSources() throws IOException, InterruptedException {
        Path source = Files.writeString(launcher.resolveSibling("kernel-core").resolve("New.java"), "");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
        Path bin = Files.createDirectory(folder.resolve("bin"));
        script(bin.resolve("mvn"), "echo '[ERROR] no such plugin'; exit 1");
        assertThat(sh(folder, Map.of("PATH", bin + ":/usr/bin:/bin"), "'a tree/jernel' demo"))
                .isEqualTo("building jernel (once)\u2026\n[ERROR] no such plugin\njernel: the build failed\n1");
    }
}
