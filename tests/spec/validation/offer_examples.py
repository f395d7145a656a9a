"""Examples of the rules about offers and about answers why there is none."""

from collections.abc import Callable

from tests.spec.validation.examples import Example


def _example_of(collection: str) -> Callable[..., Example]:
    """Examples of a collection whose rows need no context of their own."""

    def example(says: str, *, refused: bool = False, **changed: str | None) -> Example:
        return Example(collection, changed, frozenset(says.split()), refused)

    return example


offer, college_offer, application, answered = map(_example_of, ("S_SG", "C_SG", "KC_OFFER", "TEP_SG2"))


OFFER_EXAMPLES: list[Example] = [
    # Offers by schools
    offer(""),
    offer("", G4="Guaranteed offer", G6=None, G5=None),
    offer("", G4="U", G1="External applicant", G3="Example School"),
    offer("", G4="c", G1="EXT", G2="0002"),
    offer("current_school_missing", G1="EXT"),
    offer("", G1="INT", G2=None, G3=None),
    offer("current_school_unreadable current_school_missing", G1="EXT", G2="next door"),
    offer("applicant_type_missing", G1=None),
    offer("applicant_type_not_on_list", G1="transfer"),
    offer("offer_type_missing", G4=None),
    offer("offer_type_not_on_list offer_type_missing", G4="perhaps"),
    offer("offer_not_stated course_offered_missing", refused=True, G4=None, G7=None),
    offer("course_offered_missing", G7=None),
    offer("", G4="NONE", G6=None),
    offer("answer_without_an_offer", G4="NONE", G6="Accepted"),
    offer("offer_response_not_on_list", G6="maybe later"),
    offer("", G6="Declined"),
    offer("level_offered_not_on_list", G8="10"),
    offer("offered_in_the_future", G5="2027-04-29"),
    offer("", G5="28/04/2027"),
    offer("date_unreadable", G5="spring"),
    offer("offer_starts_implausibly", G9="2027-03-11"),
    offer("offer_starts_implausibly", G9="2029-09-06"),
    offer("offer_year_missing", G10=None),
    offer("", P10="2010-02-14", G10="Year 12"),
    offer("offer_year_not_on_list", G10="sixth form"),
    offer("offer_year_out_of_scope", P10="2009-02-14", G10="13"),
    offer("offer_year_contradicts_age", P10="2009-02-14", G10="11"),
    offer("contact_withheld", C12="Y", C7="07700 900123"),
    offer("other_establishment", refused=True, E1="886/0002"),
    offer("upn_missing", P1=None),
    # Offers by colleges
    college_offer(""),
    college_offer("learner_number_missing", P3=None),
    college_offer("", P3=None, P1="U886000026001"),
    college_offer("current_school_not_given", G2=None),
    college_offer("", G2=None, G3="Example School"),
    college_offer("level_offered_missing", G8=None),
    college_offer("offer_date_missing", G5=None),
    college_offer("offer_not_stated course_offered_missing", refused=True, G4=None, G7=None),
    college_offer("contact_withheld", C12="Y", C6="01632 960123"),
    college_offer("other_establishment", refused=True, E3="10000002"),
    # Kent Choices
    application(""),
    application("", G4=None, G5=None, G6="Applied"),
    application("", G4=None, G5=None, G6="Withdrawn"),
    application("offer_type_missing", G4=None),
    application("offer_date_missing", G5=None),
    application("answer_without_an_offer", G4="NONE", G6="Accepted"),
    application("application_state_missing", refused=True, G6=None),
    application("application_state_not_on_list", refused=True, G6="on hold"),
    application("application_id_missing", K9=None),
    application("", K10="14/03/2027"),
    application("provider_missing", E1=None),
    application("", E1=None, E3="10000001"),
    application("provider_unreadable provider_missing", E1="the college"),
    application("learner_number_missing", P1=None),
    # September Guarantee, part 2
    answered(""),
    answered("", G12="Has not applied"),
    answered("", G4="GUARANTEED", G12=None, G7="A levels"),
    answered("offer_type_missing", G4=None, G12=None, G7="A levels"),
    answered("", G4=None, G12=None, V5="D14"),
    answered("destination_not_on_list nothing_answered", refused=True, G12=None, V5="D99"),
    answered("", refused=True, G4=None, G12=None),
    answered("nothing_answered", refused=True, G4="NONE", G12=None),
    answered("reason_beside_an_offer", G4="CONDITIONAL", G12="151"),
    answered("reason_of_another_year nothing_answered", refused=True, G12="114"),
    answered("", P10="2010-02-14", P15="12", G12="114"),
    answered("guarantee_answer_not_on_list nothing_answered", refused=True, G12="152"),
    answered("other_establishment", refused=True, E1="886/0002"),
]
