package org.jernel.test.differential;

import java.util.List;

/**
 * What programs of a kind do, and where.
 *
 * @param ownRoot whether a task that is nobody's child begins in an empty root directory of its own, which its children share
 * @param beginning what every program begins with
 */
record Repertoire(String name, boolean ownRoot, List<StepKind> beginning, List<StepKind> steps) {

    static final Repertoire SOCKETS = new Repertoire("sockets", false, List.of(), StepKind.ALL);

    static final Repertoire FILES = new Repertoire("files", true, StepKind.FURNISHING, StepKind.OF_FILES);

    @Override
    public String toString() {
        return name;
    }
}
