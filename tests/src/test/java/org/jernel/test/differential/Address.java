package org.jernel.test.differential;

/** An address as a call takes it: where it is, and how long it is said to be. */
record Address(Arg pointer, Arg length) {

    static final Address NONE = new Address(Arg.NULL, Arg.of(0));
}
