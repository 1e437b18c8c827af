package org.jernel.test.differential;

import java.util.List;
import java.util.function.Consumer;

/**
 * A kind of step, or of a few that belong together, that a program may take next. A new call is a row here.
 *
 * @param weight how often it is picked, against the others
 * @param addTo adds it to the program
 */
record StepKind(int weight, Consumer<Sketch> addTo) {

    static final List<StepKind> ALL = List.of(
            new StepKind(10, LifeSteps::socket),
            new StepKind(8, LifeSteps::connection),
            new StepKind(4, LifeSteps::socketpair),
            new StepKind(8, LifeSteps::bind),
            new StepKind(5, LifeSteps::listen),
            new StepKind(8, LifeSteps::connect),
            new StepKind(8, LifeSteps::accept),
            new StepKind(5, LifeSteps::shutdown),
            new StepKind(6, LifeSteps::close),
            new StepKind(2, LifeSteps::dup),
            new StepKind(2, LifeSteps::fork),
            new StepKind(2, LifeSteps::interrupt),
            new StepKind(1, LifeSteps::exit),
            new StepKind(14, DataSteps::send),
            new StepKind(14, DataSteps::receive),
            new StepKind(4, DataSteps::write),
            new StepKind(4, DataSteps::read),
            new StepKind(8, DataSteps::sendmsg),
            new StepKind(8, DataSteps::recvmsg),
            new StepKind(5, StateSteps::name),
            new StepKind(6, StateSteps::getsockopt),
            new StepKind(6, StateSteps::setsockopt),
            new StepKind(8, StateSteps::poll),
            new StepKind(4, StateSteps::ioctl),
            new StepKind(2, StateSteps::fcntl),
            new StepKind(2, StateSteps::epollCreate),
            new StepKind(4, StateSteps::epollCtl),
            new StepKind(4, StateSteps::epollWait));
}
