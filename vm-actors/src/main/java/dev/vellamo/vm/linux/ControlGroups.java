package dev.vellamo.vm.linux;

import java.io.IOException;
import java.nio.file.Path;

/** Where control groups are made. */
public interface ControlGroups {

    /** Those of this process, in the group that it runs in. */
    ControlGroups DELEGATED = DelegatedControlGroups::parentFor;

    /** The directory below which a group with these limits can be made; throws, with what is lacking, if there is none. */
    Path parentFor(GroupLimits limits) throws IOException;
}
