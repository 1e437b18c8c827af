package org.jernel.user.sh;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** What the parser makes of input: lists of and-or lists of pipelines of commands. POSIX, 2.9. */
record Script(List<Item> items) {

    /**
     * A part up to {@code ;}, {@code &} or the line's end.
     *
     * @param source what was written, for the list of jobs
     */
    record Item(Pipeline first, List<Link> rest, boolean background, String source) {}

    /** A pipeline that runs only after success ({@code &&}) or failure ({@code ||}) of what stands before it. */
    record Link(boolean onSuccess, Pipeline pipeline) {}

    /**
     * Commands that run at the same time, each reading what the one before it writes.
     *
     * @param source what was written, for the list of jobs
     */
    record Pipeline(boolean negated, List<Command> commands, String source) {}

    /** {@code NAME=VALUE} before a command or for itself. */
    record Assignment(String name, Word value) {}

    /** A part of a pipeline. */
    sealed interface Command {

        /** What it gets opened. */
        List<Redirection> redirections();
    }

    /** A command's words with what is set and opened for it. */
    record Simple(List<Assignment> assignments, List<Word> words, List<Redirection> redirections) implements Command {}

    /** What a reserved word or a parenthesis begins. POSIX, 2.9.4. */
    record Compound(Clause clause, List<Redirection> redirections) implements Command {}

    /** A compound command without its redirections. */
    sealed interface Clause {}

    /** {@code if}: the first branch whose condition succeeds runs, or what stands after {@code else}. */
    record If(List<Branch> branches, Script otherwise) implements Clause {}

    /** What stands between {@code if} or {@code elif}, {@code then} and the next of them. */
    record Branch(Script condition, Script body) {}

    /** {@code while} and {@code until}. */
    record Loop(boolean until, Script condition, Script body) implements Clause {}

    /** {@code for}; without {@code in}, the words are null and {@code "$@"} is meant. */
    record For(String name, @Nullable List<Word> words, Script body) implements Clause {}

    /** {@code case}: what belongs to the first pattern that the word matches runs. */
    record Case(Word word, List<CaseItem> items) implements Clause {}

    /** Patterns and what belongs to them. */
    record CaseItem(List<Word> patterns, Script body) {}

    /** Commands in braces, which this shell runs. */
    record Group(Script body) implements Clause {}

    /** Commands in parentheses, which a clone of the shell runs. */
    record Subshell(Script body) implements Clause {}

    Script {
        items = List.copyOf(items);
    }
}
