package org.jernel.test.module;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jernel.kernel.Kernel;

import static org.assertj.core.api.Assertions.assertThat;

/** A page of docs whose steps are run: its blocks of code, commands and sessions. */
final class Document {

    /** Surefire runs in the module's directory. */
    static final Path ROOT = Path.of("..");

    private static final String PROMPT = "MenuOS>>";

    private final String text;

    Document(String path) throws IOException {
        text = Files.readString(ROOT.resolve(path));
    }

    String text() {
        return text;
    }

    /** The first block that begins with these words. */
    String block(String kind) {
        Matcher block = Pattern.compile("```" + kind + "\n(.*?)```\n", Pattern.DOTALL).matcher(text);
        assertThat(block.find()).as(kind).isTrue();
        return block.group(1);
    }

    /** Runs a block's commands, which are tools of the JDK, as if in the directory. */
    void run(String kind, Path directory) {
        for (String command : block(kind).lines().toList()) {
            String[] words = command.split(" ");
            ToolProvider tool = ToolProvider.findFirst(words[0]).orElseThrow();
            StringWriter out = new StringWriter();
            PrintWriter writer = new PrintWriter(out, true);
            String[] arguments = Stream.of(Arrays.copyOfRange(words, 1, words.length))
                    .map(word -> here(word, directory))
                    .toArray(String[]::new);
            assertThat(tool.run(writer, writer, arguments)).as("%s: %s", List.of(words), out).isZero();
        }
    }

    private static String here(String word, Path directory) {
        boolean isFile = word.equals(".") || word.equals("classes") || word.matches(".*\\.(java|jar)");
        return word.equals("$CP")
                ? System.getProperty("java.class.path")
                : isFile ? directory.resolve(word).toString() : word;
    }

    /** Types what the session types; of the log, the page shows what the calls have written. */
    void assertSession(String kind, Kernel kernel) throws InterruptedException {
        assertSession(List.of(kind), kernel);
    }

    /** The same of several blocks, which are one session. */
    void assertSession(List<String> kinds, Kernel kernel) throws InterruptedException {
        String session = kinds.stream().map(this::block).collect(Collectors.joining()) + PROMPT + "quit\n";
        List<String> typed = session.lines()
                .filter(line -> line.startsWith(PROMPT))
                .map(line -> line.substring(PROMPT.length()))
                .toList();
        List<String> shown = MenuSession.run(kernel, typed).lines().map(Document::plain).toList();
        assertThat(shown).containsSubsequence(session.lines().map(Document::plain).toList());
    }

    /** A line without what differs from one time to the next. */
    private static String plain(String line) {
        return line.replaceAll("^\\[ *\\d+\\.\\d+\\] ", "[0] ")
                .replaceAll(" in (\\w+)\\[\\d+]", " in $1[N]")
                .replaceAll("^ +(\\w+)-\\d+ +(\\[000] \\S+) +\\d+\\.\\d+:", "$1-N $2 0:")
                .replaceAll("\\.java:\\d+$", ".java:N");
    }
}
