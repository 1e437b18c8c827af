package org.jernel.user.cli;

import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The command as a process of its own, as the launch script starts it: what arrives on its streams, and its exit code. */
@Timeout(60)
final class JernelProcessTest {

    @TempDir Path folder;

    private Path in;
    private Path out;
    private Path err;

    @BeforeEach
    void nameStreams() throws IOException {
        in = Files.writeString(folder.resolve("in"), "");
        out = folder.resolve("out");
        err = folder.resolve("err");
    }

    private int run(String input, String... args) throws IOException, InterruptedException {
        Files.writeString(in, input);
        return start(out.toFile(), args);
    }

    private int start(File output, String... args) throws IOException, InterruptedException {
        return process(output, args).redirectInput(in.toFile()).start().waitFor();
    }

    private ProcessBuilder process(File output, String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xlog:disable",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                mainClassPath(),
                JernelCommand.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).redirectOutput(output).redirectError(err.toFile());
    }

    /** Without the tests' own logging configuration, which the command does not have. */
    private static String mainClassPath() {
        List<String> entries =
                new ArrayList<>(List.of(System.getProperty("java.class.path").split(File.pathSeparator)));
        entries.removeIf(entry -> entry.endsWith("test-classes"));
        return String.join(File.pathSeparator, entries);
    }

    private String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    @Test
    void theShellReadsCommandsFromAPipeAndEnds() throws IOException, InterruptedException {
        assertThat(run("replyhi\nhello\nquit\n", "--hermetic")).isZero();
        assertThat(text(out))
                .contains("Please input hello...\n", "recv \"hello\" from 127.0.0.1:",
                        "recv \"hi\" from 127.0.0.1:5001\n");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void nothingOfTheJvmOrOfNettyReachesTheTerminal() throws IOException, InterruptedException {
        assertThat(run("version\n")).isZero();
        assertThat(text(out)).endsWith("MenuOS>>MenuOS V1.0(Based on Linux 3.18.6)\nMenuOS>>\n");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void theConsolesLevelIsWhatTheShellSaysItIs() throws IOException, InterruptedException {
        String say = "echo '<6>%s' > /dev/kmsg\n";
        String input = say.formatted("hidden") + "dmesg -n debug\n" + say.formatted("shown") + "quit\n";
        assertThat(run(input, "--hermetic")).isZero();
        assertThat(text(err)).isEqualTo("shown\n");
        assertThat(run(input, "--hermetic", "-v")).isZero();
        assertThat(text(err)).contains("hidden\n", "shown\n");
    }

    @Test
    void aDirectoryOfTheHostIsShownWhereTheOptionSays() throws IOException, InterruptedException {
        Path shown = Files.createDirectory(folder.resolve("shown"));
        Files.writeString(shown.resolve("file"), "of the host\n");
        assertThat(run("cat /mnt/it/file\nquit\n", "--hermetic", "--mount", "/mnt/it=" + shown)).isZero();
        assertThat(text(out)).contains("of the host\n");
        Path none = folder.resolve("none");
        assertThat(run("", "--hermetic", "--mount", "/mnt/it=" + none)).isOne();
        assertThat(text(err)).isEqualTo("jernel: --mount: " + none + ": no directory of the host\n");
        assertThat(run("", "--hermetic", "--mount", "mnt=" + shown)).isOne();
        assertThat(text(err)).isEqualTo("jernel: --mount: mnt: not an absolute path of the kernel\n");
        assertThat(run("", "--hermetic", "--mount", "" + shown)).isNotZero();
        assertThat(text(err)).hasLineCount(1).contains("--mount");
    }

    @Test
    void anOutputThatIsFullIsAnError() throws IOException, InterruptedException {
        File full = new File("/dev/full");
        assumeTrue(full.exists(), "only Linux has /dev/full");
        assertThat(start(full, "syscalls")).isOne();
        assertThat(text(err)).isEqualTo("jernel: standard output cannot be written\n");
    }

    @Test
    void aRestartedKernelIsBootedAnewInPlaceAndAHaltedOneEnds() throws IOException, InterruptedException {
        assertThat(run("reboot -f\nreboot -f again\nversion\nhalt -f\nquit\n", "--hermetic")).isZero();
        assertThat(text(out))
                .matches("(?s)(.*MenuOS>>){3}.*MenuOS V1\\.0.*MenuOS>>")
                .doesNotMatch("(?s)(.*MenuOS>>){6}.*");
        assertThat(text(err))
                .containsSubsequence(
                        "reboot: Restarting system\n",
                        "reboot: Restarting system with command 'again'\n",
                        "reboot: System halted\n");
    }

    @Test
    void whatIsRecordedIsWrittenAlsoWhenASignalEndsTheJvm() throws IOException, InterruptedException {
        Path timeline = folder.resolve("timeline.json");
        Process process = process(out.toFile(), "--hermetic", "--timeline", timeline.toString()).start();
        try (Writer typed = process.outputWriter(StandardCharsets.UTF_8)) {
            typed.write("echo seen\n");
            typed.flush();
            while (!text(out).contains("seen\n") && process.isAlive()) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            process.destroy();
            assertThat(process.waitFor()).isEqualTo(128 + 15);
        }
        List<String> names = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(timeline.toFile())) {
            while (json.nextToken() != null) {
                names.add(json.getText());
            }
        }
        assertThat(names).contains("sys_write").endsWith("]", "}");
    }

    @Test
    void nobodyEndsInitButItself() throws IOException, InterruptedException {
        assertThat(run("kill -9 1; kill -TERM 1; echo still here\nexit 5\n", "--hermetic")).isEqualTo(5);
        assertThat(text(out)).contains("still here");
        assertThat(text(err)).isEmpty();
    }
}
