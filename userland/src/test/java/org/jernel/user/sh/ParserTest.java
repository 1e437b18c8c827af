package org.jernel.user.sh;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The language of the shell: what dash 0.5.12 takes it for. */
final class ParserTest {

    private static Script.Simple only(String input) throws SyntaxException {
        Script script = Parser.parse(input, 1, true, 0);
        assertThat(script.items()).hasSize(1);
        return (Script.Simple) script.items().getFirst().first().commands().getFirst();
    }

    private static List<String> fields(String input) throws SyntaxException {
        Expansion expansion = new Expansion(
                name -> name.equals("SPACED") ? " a  b " : name.equals("EMPTY") ? "" : "<" + name + ">",
                List.of("one", "t wo"),
                script -> "", pattern -> List.of());
        return expansion.fields(only(input).words());
    }

    @Test
    void quotesAndBackslashesKeepCharactersTogether() throws SyntaxException {
        assertThat(fields("echo 'a  b' \"c  d\" e\\ f 'it'\"'\"'s' \"\" \"\\$x \\n\" a#b # comment"))
                .containsExactly("echo", "a  b", "c  d", "e f", "it's", "", "$x \\n", "a#b");
    }

    @Test
    void parametersAreSplitUnlessQuoted() throws SyntaxException {
        assertThat(fields("$A \"$A\" x${B}y '$A' \\$A $ $EMPTY \"$EMPTY\" x$SPACED\"$SPACED\"y"))
                .containsExactly("<A>", "<A>", "x<B>y", "$A", "$A", "$", "", "x", "a", "b", " a  b y");
        assertThat(fields("$@ \"$@\"")).containsExactly("one", "t", "wo", "one", "t wo");
    }

    @Test
    void redirectionsStandAnywhereAndNameDescriptors() throws SyntaxException {
        Script.Simple command = only(">out A=1 cmd 2>&1 x2>y <in 3>>log 2>| z");
        assertThat(command.words()).hasToString("[cmd, x2]");
        assertThat(command.assignments().getFirst().name()).isEqualTo("A");
        assertThat(command.redirections()).hasToString(
                "[Redirection[fd=1, kind=WRITE, target=out], Redirection[fd=2, kind=DUPLICATE, target=1], "
                        + "Redirection[fd=1, kind=WRITE, target=y], Redirection[fd=0, kind=READ, target=in], "
                        + "Redirection[fd=3, kind=APPEND, target=log], Redirection[fd=2, kind=WRITE, target=z]]");
    }

    @Test
    void listsPipelinesAndBackground() throws SyntaxException {
        Script script = Parser.parse("a | b && ! c || d & e; f\n\ng |\nh", 1, true, 0);
        assertThat(script.items()).hasSize(4);
        Script.Item first = script.items().getFirst();
        assertThat(first.background()).isTrue();
        assertThat(first.source()).isEqualTo("a | b && ! c || d");
        assertThat(first.first().commands()).hasSize(2);
        assertThat(first.rest().get(0).onSuccess()).isTrue();
        assertThat(first.rest().get(0).pipeline().negated()).isTrue();
        assertThat(first.rest().get(1).onSuccess()).isFalse();
        assertThat(script.items().getLast().first().commands()).hasSize(2);
    }

    @Test
    void whatIsNoNameIsNoAssignment() throws SyntaxException {
        assertThat(only("1A=2 x").words()).hasSize(2);
        assertThat(only("\"A\"=2 x").words()).hasSize(2);
        assertThat(only("x A=2").words()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '@', value = {
        "| a @ 1: Syntax error: \"|\" unexpected",
        "a | | b @ 1: Syntax error: \"|\" unexpected",
        "a && @ 1: Syntax error: end of file unexpected",
        "a > @ 1: Syntax error: end of file unexpected",
        "a > > b @ 1: Syntax error: redirection unexpected",
        "a ; ; b @ 1: Syntax error: \";\" unexpected",
        "a 'b @ 1: Syntax error: Unterminated quoted string",
        "echo \"b @ 1: Syntax error: Unterminated quoted string",
        "a ) @ 1: Syntax error: \")\" unexpected",
        "( a @ 1: Syntax error: end of file unexpected (expecting \")\")",
        "echo $(a @ 1: Syntax error: end of file unexpected (expecting \")\")",
        "echo $((1+ @ 1: Syntax error: Missing '))'",
        "if a; then @ 1: Syntax error: end of file unexpected (expecting \"fi\")",
        "if a; fi @ 1: Syntax error: \"fi\" unexpected (expecting \"then\")",
        "a; done @ 1: Syntax error: \"done\" unexpected",
        "while a; do b; fi @ 1: Syntax error: \"fi\" unexpected (expecting \"done\")",
        "for 1 in a; do b; done @ 1: Syntax error: Bad for loop variable",
        "for x in a b; c; done @ 1: Syntax error: word unexpected (expecting \"do\")",
        "case x in a) b @ 1: Syntax error: end of file unexpected (expecting \";;\")",
        "{ a; @ 1: Syntax error: end of file unexpected (expecting \"}\")",
        "a;; @ 1: Syntax error: \";;\" unexpected",
        "! ! a @ 1: Syntax error: \"!\" unexpected",
        "echo ${a @ 1: Syntax error: Missing '}'",
        "echo `a @ 1: Syntax error: EOF in backquote substitution"
    })
    void anErrorSaysWhatAndWhere(String input, String message) {
        assertThatThrownBy(() -> Parser.parse(input, 1, true, 0)).hasMessage(message);
    }

    @Test
    void anErrorInAScriptSaysTheLine() {
        assertThatThrownBy(() -> Parser.parse("a\nb |\n)", 1, true, 0))
                .hasMessage("3: Syntax error: \")\" unexpected");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@',
            value = {"'( ' @ :@ ' )'", "if a; then @ :@ ; fi", "echo $( @ :@ )", "echo \"$( @ :@ )\""})
    void whatLiesTooDeepIsRefused(String before, String command, String after) throws SyntaxException {
        int most = Lexer.MOST_NESTED;
        assertThat(Parser.parse(nested(before, command, after, most / 2), 1, true, 0).items()).hasSize(1);
        for (int depth : new int[] {most + 2, 100 * most}) {
            assertThatThrownBy(() -> Parser.parse(nested(before, command, after, depth), 1, true, 0))
                    .hasMessage("1: Syntax error: nested too deeply");
        }
    }

    @Test
    void numbersThatLieTooDeepAreRefused() {
        assertThat(Arithmetic.evaluate("-(".repeat(20) + "1" + ")".repeat(20), name -> "")).isOne();
        for (String text : List.of("(".repeat(10_000) + "1" + ")".repeat(10_000), "-".repeat(10_000) + "1",
                "1?".repeat(10_000) + "1" + ":1".repeat(10_000), "1?1:".repeat(10_000) + "1")) {
            assertThatThrownBy(() -> Arithmetic.evaluate(text, name -> ""))
                    .isInstanceOf(ExpansionException.class)
                    .hasMessageStartingWith("arithmetic expression: nested too deeply");
        }
    }

    private static String nested(String before, String command, String after, int depth) {
        return (before + " ").repeat(depth) + command + after.repeat(depth);
    }
}
