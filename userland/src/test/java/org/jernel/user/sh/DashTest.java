package org.jernel.user.sh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.jernel.user.Machine;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The same script by the host's dash and by the shell: what both write, and their statuses. */
final class DashTest {

    private static final Path DASH = Path.of("/usr/bin/dash");

    @TempDir private Path directory = Path.of("");

    /** Each is run in an empty directory. */
    static Stream<String> scripts() {
        return Stream.of(
                "if true; then echo a; fi; if false; then echo b; else echo c; fi; echo $?",
                "if false; then echo a; elif true; then echo b; elif true; then echo c; else echo d; fi",
                "if false; then echo a; fi; echo $?; false; if true; then :; fi; echo $?",
                "if false\nthen echo a\nelse\n echo b # not c\nfi",
                "if false || ! true; then echo a; elif true && ! false; then echo b; fi",
                "i=0; while test $i -lt 3; do echo $i; i=$((i+1)); done; echo end $?",
                "i=5; until [ $i -eq 2 ]; do i=$((i - 1)); done; echo $i",
                "while false; do echo; done; echo $?; false; while false; do :; done; echo $?",
                "for x in a 'b c' \"d  e\" $(echo f g); do echo \"<$x>\"; done; echo $x",
                "for x in; do echo never; done; echo $?",
                "for x do echo $x; done",
                "for x in 1 2 3 4; do if [ $x = 2 ]; then continue; fi; if [ $x = 4 ]; then break; fi; echo $x; done",
                "for x in 1 2; do for y in a b c; do [ $y = b ] && continue 2; echo $x$y; done; echo never; done",
                "for x in 1 2; do for y in a b c; do [ $y = b ] && break 2; echo $x$y; done; done; echo $?",
                "while true; do while true; do break; done; echo once; break; done; echo $?",
                "for x in a b; do false; done; echo $?; for x in a; do true; break; done; echo $?",
                "case abc in a*) echo star;; *) echo other;; esac; case x in y) echo y; esac; echo $?",
                "x='a b'; case $x in 'a b') echo both;; esac; case \"*\" in \\*) echo literal;; esac",
                "case b in a|b) echo one;; b) echo never;; esac; case a in (a) echo paren;; esac",
                "case - in [!a-z]) echo class;; esac; case q in [a-z]) echo letter; false;; esac; echo $?",
                "for w in apple bee cat; do case $w in a*) echo A;; *e) echo E;; *) ;; esac; done",
                "p='a*'; case abc in $p) echo pattern;; esac; case abc in \"$p\") echo no;; *) echo literal;; esac",
                "{ echo a; echo b; } > f; cat f; { echo c >&2; } 2>&1; { false; }; echo $?",
                "x=1; (x=2; echo $x; exit 3); echo $? $x; (cd /; pwd); (echo a; echo b) | { read y; echo got $y; }",
                "! true; echo $?; ! false; echo $?; if ! false; then echo yes; fi",
                "echo a | while read x; do echo \"<$x>\"; done; { echo b c d; echo e; } | while read x y; do echo $y,$x; done",
                "read x <<'E'\na\\\nb\\ c\nE\necho $x; read -r x <<'E'\na\\b\nE\n[ \"$x\" = 'a\\b' ]; echo $?",
                "echo -n no end | { read x; echo $? $x; }; read x < /dev/null; echo $? \"<$x>\"",
                "echo one > f; echo two >> f; while read line; do echo \"[$line]\"; done < f; echo $?",
                "cat <<EOF\nplain $HOMELESS\n$((1+1)) `echo sub` $(echo sub2) \\$x \"quoted\"\nEOF\necho after",
                "x=value; cat <<'EOF'\n$x \\n `no`\nEOF\ncat <<-EOF\n\ttabs $x\n\tEOF\necho $?",
                "cat <<A; cat <<B\nfirst\nA\nsecond\nB\necho done",
                "while read x; do echo \"<$x>\"; done <<EOF\n1\n2 3\nEOF\ncat <<EOF | wc -w\nupper case\nEOF",
                "if true; then cat <<EOF; fi\nin if\nEOF\ncat <<EOF\nunended",
                "echo $((2 + 3 * 4)) $(( (2+3) * 4 )) $((7 / 2)) $((-7 % 3)) $((1 << 4 | 1)) $((0x1f)) $((010))",
                "echo $((1 < 2)) $((2 <= 1)) $((1 == 1 && 0 || 2)) $((!3)) $((~5)) $((1 ? 7 : 8)) $((5 != 5)) $((6 & 3 ^ 1))",
                "x=5; echo $((x * 2)) $(($x + 1)) $((unset_one + 1)) \"$((x))\"; echo a$((1))b; echo $((x+1)) | cat",
                "test a = a; echo $?; test a != a; echo $?; [ -n '' ]; echo $?; [ -z '' ]; echo $?; test; echo $?; test x; echo $?",
                "[ 1 -lt 2 ] && [ 2 -ge 2 ] && [ 3 -ne 4 ] && [ ! a = b ] && echo all; [ a = a -a b = c ]; echo $?; "
                        + "[ a = b -o c = c ]; echo $?; [ \\( a = a \\) ]; echo $?; [ ! ]; echo $?; [ = = = ]; echo $?",
                "echo x > f; mkdir d; : > e; for o in -e -f -d -s -r -w -x -L; do for f in f d e none; do "
                        + "if test $o $f; then echo $o $f; fi; done; done",
                "[ 1 -eq a ]; echo $?; test a b; echo $?; test a b c; echo $?; [ a; echo $?",
                "exec echo replaced; echo never",
                "exec > f; echo in file; exec >&2; cat f",
                "exec 3> f; echo three >&3; exec 3>&-; cat f; (exec false); echo $?",
                "exec nonexistent; echo never",
                "true & p=$!; { [ $! = $p ] && echo before; } & wait; echo $(echo $! | grep -c .)",
                "sleep 0.01 & p=$!; test -n \"$p\" && wait $p; echo $?; (exit 4) & wait $!; echo $?",
                "true & [ -n \"$!\" ] && echo set; { sleep 0.01; echo late; } & wait; echo last",
                "f=0; for i in 1 2 3; do f=$((f + i)); done | cat; echo $f",
                "x=$(for i in 1 2 3; do echo $i; done); echo $x; y=$(if true; then echo '(a)'; fi); echo \"$y\"",
                "exit 3; echo never", "if true; then exit 4; fi; echo never",
                "(exit 5); echo $?; while true; do exit 6; done",
                "echo $((1+)); echo never", "echo $((1/0)); echo never", "echo $((1 2))",
                "for x in 1; do break 0; done",
                "read 1x; echo more",
                "if true; then", "if true; fi", "echo a; done", "for 1 in a; do echo; done", "case x in a) echo",
                "( echo a", "echo a )", "{ echo a;", "while true; do echo; fi", "echo \"abc", "&& echo", "echo |",
                "for x in a b; echo; done", "echo $(echo a", "if\n", ";", "a;;", "for", "echo ${a", "echo $((1+",
                "echo `a",
                "echo >", "! ! true", "echo a\nif true\nthen echo b\nfi fi\necho c",
                "echo a\nif true\nthen\n echo \"b\n",
                "case a in b) ;; esac esac", "do", "then echo", "if ; then echo; fi", "while do done",
                "echo a\n)\necho b",
                "{ }", "()", "cat <", "for x in a; do; done", "case", "case a", "case a in", "if true; then; fi");
    }

    private record Run(int status, String output) {}

    private Run host(List<String> command, String input) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory(directory, "work");
        ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        Process process = builder.start();
        process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void aScriptDoesWhatItDoesInDash(String script) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(DASH), "the host has no dash");
        Run expected = host(List.of("dash", "-c", script), "");
        try (Machine machine = Machine.hermetic()) {
            machine.terminal().end();
            int status = machine.run(new InTmp(), "dash", "-c", script);
            assertThat(new Run(status >> 8, machine.terminal().screen())).isEqualTo(expected);
        }
    }

    /** The shell in a directory that it may write to, as the host's has one. */
    private static final class InTmp implements Program {
        @Override
        public int main(Libc libc, List<String> argv) {
            libc.chdir("/tmp");
            return new Sh().main(libc, argv);
        }
    }

    @Test
    void linesOfStandardInputAreReadUpToTheEndOfACommand() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(DASH), "the host has no dash");
        String input =
                "for x in 1 2\ndo\n echo $x\ndone\ncat <<E\nx $x\nE\necho 'a\nb' \\\n c\nif true; fi\necho never\n";
        Run expected = host(List.of("dash"), input);
        try (Machine machine = Machine.hermetic()) {
            machine.terminal().type(input.split("\n", -1)).end();
            int status = machine.run(new Sh(), "dash");
            assertThat(new Run(status >> 8, machine.terminal().screen())).isEqualTo(expected);
        }
    }

    @Test
    void namesAreBytesAndNeedNotBeText() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(DASH), "the host has no dash");
        byte[] script = """
                mkdir d\377; cd d\377; echo one > a\200b; echo 'two \303' > \344\366; echo \303\251 > \303\251\377
                for f in *; do cat "$f"; done; x=\377; case $x in \377) echo same;; esac; case $x in ?) echo one;; esac
                mv a\200b c\200; cat c*; ln -s c\200 \377\376; cat \377?; ls | wc -l; read y < \344\366; echo "$y"
                cat <<E
                here \377 $(echo \376)
                E
                env z=\375 sh -c 'echo $z'; rm *; ls; cd ..; rmdir d*; ls
                """.getBytes(StandardCharsets.ISO_8859_1);
        Path file = Files.write(directory.resolve("script"), script);
        Run expected = host(List.of("dash", file.toString()), "");
        try (Machine machine = Machine.hermetic()) {
            int status = machine.run((Libc libc, List<String> argv) -> {
                int fd = libc.open("/script", Libc.O_WRONLY | Libc.O_CREAT, 0600);
                libc.writeAll(fd, script);
                libc.close(fd);
                return new InTmp().main(libc, argv);
            }, "dash", "/script");
            assertThat(new Run(status >> 8, machine.terminal().screen())).isEqualTo(expected);
        }
    }
}
