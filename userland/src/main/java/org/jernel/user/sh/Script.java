package org.jernel.user.sh;

import java.util.List;

/** What the parser makes of input: lists of and-or lists of pipelines of simple commands. POSIX, 2.9. */
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

    /** A command's words with what is set and opened for it. */
    record Command(List<Assignment> assignments, List<Word> words, List<Redirection> redirections) {}
}
