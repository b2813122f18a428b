package sharelora.bench;

import java.util.List;
import sharelora.text.HoldOut;

/** The training material in a file, record by record. */
interface Material extends Records {

    /** The classes that targets are indexes of, as far as they are known at the last record; empty where targets are tokens. */
    List<String> labels();

    /** The records [from, to). */
    Material between(int from, int to);

    /** Those whose target is one of that many labels. */
    Material known(int labels);

    /** The records that are held out by this rule, or those that are not. */
    Material where(HoldOut rule, boolean heldOut);
}
