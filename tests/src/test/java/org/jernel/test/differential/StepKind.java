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

    /** Puts something there for the steps of files. */
    static final List<StepKind> FURNISHING = List.of(
            new StepKind(1, sketch -> NameSteps.mkdir(sketch, "d")),
            new StepKind(1, sketch -> NameSteps.mkdir(sketch, "d/e")),
            new StepKind(1, NameSteps::symlink),
            new StepKind(1, FileSteps::create),
            new StepKind(1, FileSteps::create));

    static final List<StepKind> OF_FILES = List.of(
            new StepKind(14, FileSteps::open),
            new StepKind(6, FileSteps::create),
            new StepKind(3, FileSteps::openDirectory),
            new StepKind(8, FileSteps::write),
            new StepKind(8, FileSteps::read),
            new StepKind(3, FileSteps::vectors),
            new StepKind(5, FileSteps::seek),
            new StepKind(6, FileSteps::truncate),
            new StepKind(4, FileSteps::fallocate),
            new StepKind(2, FileSteps::copy),
            new StepKind(2, FileSteps::sync),
            new StepKind(3, FileSteps::list),
            new StepKind(2, FileSteps::fcntl),
            new StepKind(5, LifeSteps::close),
            new StepKind(2, LifeSteps::dup),
            new StepKind(2, LifeSteps::fork),
            new StepKind(1, LifeSteps::interrupt),
            new StepKind(1, LifeSteps::exit),
            new StepKind(5, NameSteps::mkdir),
            new StepKind(4, NameSteps::mknod),
            new StepKind(6, NameSteps::unlink),
            new StepKind(9, NameSteps::rename),
            new StepKind(6, NameSteps::link),
            new StepKind(5, NameSteps::symlink),
            new StepKind(3, NameSteps::readlink),
            new StepKind(4, NameSteps::chdir),
            new StepKind(2, NameSteps::getcwd),
            new StepKind(14, AttributeSteps::stat),
            new StepKind(3, AttributeSteps::statx),
            new StepKind(5, AttributeSteps::chmod),
            new StepKind(5, AttributeSteps::chown),
            new StepKind(5, AttributeSteps::utimens),
            new StepKind(5, AttributeSteps::access),
            new StepKind(1, AttributeSteps::umask),
            new StepKind(2, AttributeSteps::becomeSomebody));
}
