package sharelora.bench;

import java.util.List;
import sharelora.text.HoldOut;

/** The training material in a file, record by record. */
interface Material extends Records {

    /** The classes that targets are indexes of; empty where targets are tokens. */
    List<String> labels();

    /** The records [from, to). */
    Material between(int from, int to);

    /** The records that are held out by this rule, or those that are not. */
    Material where(HoldOut rule, boolean heldOut);
}
