"""Short and pet forms of forenames, as data: one line per full name. A form may belong to several names."""

from types import MappingProxyType
from typing import Final

_LINES: Final = """
aaron: ron ronnie
abdul: abdullah
abigail: abi abbie abby gail
abraham: abe bram
adam: ad
adrian: ade
agnieszka: aga
aidan: aiden ayden
alan: al allan allen
albert: al bert bertie albie
aleksandra: ola
alexander: al alex alec sandy xander lex zander sasha
alexandru: alex sandu
alexandra: alex alexa lexi sandra sandy sasha lexie
alfred: alf alfie fred freddie
amanda: mandy manda
amelia: millie amy milly
anastasia: ana stacey
andrew: andy drew
angela: angie
anna: annie ann anne
annabel: anna bella belle
anthony: tony ant antony
antonia: toni
archibald: archie
arthur: art artie
augustus: gus
barbara: barb babs
beatrice: bea trixie
benjamin: ben benny benji
bernadette: bernie
caitlin: cait kate
callum: cal calum
caroline: carol caz carrie
cassandra: cass cassie
catherine: cat cath cathy kate katie kitty cate catie
cecilia: celia cece
charles: charlie chas chuck chaz
charlotte: charlie lottie lotte char
christina: chris chrissie tina
christine: chris chrissie tina
christopher: chris kit topher
clementine: clem clemmie
constance: connie
cordelia: delia
cornelius: neil
daniel: dan danny
danielle: dani danni
david: dave davey
deborah: deb debbie debs
dominic: dom nic
dorothy: dot dottie
douglas: doug dougie
edward: ed eddie ted teddy ned
edmund: ed eddie ned
edwin: ed eddie
eleanor: ellie ella nell elle nora elly
elizabeth: liz lizzie beth betty eliza libby lizzy ellie elsie betsy
ella: ellie
emily: em emmie milly millie emmy
emma: em ems
emmanuel: manny
eoin: owen
erica: ricky
evelyn: evie eve
ezekiel: zeke
ezra: ez
felicity: flick fliss
florence: flo florrie flossie
frances: fran frankie franny
francesca: fran frankie chess chessie
francis: frank frankie
franklin: frank frankie
frederick: fred freddie freddy
gabriel: gabe
gabriella: gabby ella bella
gabrielle: gabby
geoffrey: geoff jeff
george: georgie
georgia: georgie george
georgina: georgie gina
gerald: gerry
gillian: gill jill
grace: gracie
graham: gray
harold: harry hal
harriet: harry hattie
harrison: harry
harry: hal
helena: lena nell
henry: harry hank hal
hugh: hughie
ian: iain
imogen: immy immie
isaac: ike zac
isabella: bella izzy isa issy belle
isabelle: bella izzy isa issy belle isabel isobel
jack: jackie
jackson: jack jax
jacob: jake jakob coby
jacqueline: jackie
jakub: kuba
james: jim jimmy jamie jem
jasmine: jas jaz jazz
jemima: jem mima
jennifer: jen jenny jenna
jeremy: jez jem jerry
jessica: jess jessie
joanna: jo joe
joanne: jo
jonathan: jon jonny john johnny jonty
john: jack johnny jon
jordan: jordy
joseph: joe joey
josephine: jo josie jojo
judith: judy
julia: jules
julian: jules
juliet: jules
katarzyna: kasia
katherine: kate katie kath kathy kitty kat kay katy
kathryn: kate katie kath kathy kat katy
kathleen: kath kathy kate katie
keira: kiera kira
kenneth: ken kenny
kimberley: kim kimmy
lachlan: lachie
laura: laurie
lauren: laurie loz
lawrence: larry laurie
leonard: leo len lenny
lillian: lily lil lilly
lily: lil lilly
logan: logie
louis: lou louie
louisa: lou lulu
louise: lou lulu
lucas: luke luc
lucinda: lucy cindy
lucy: lu
mackenzie: mac kenzie
madeleine: maddie maddy
madison: maddie maddy
magdalena: magda lena
malgorzata: gosia
margaret: maggie meg peggy margie daisy greta
maria: ria
martin: marty
mary: molly polly
matilda: tilly mattie tilda
matthew: matt matty
megan: meg meggie
melissa: mel lissa
michael: mike mick micky mikey mitch
michelle: shell chelle
mohammed: mo mohamed muhammad mohammad muhammed mohamad mohd
muhammad: mo mohammed mohamed mohammad muhammed mohd
natasha: nat tasha
nathan: nate nat
nathaniel: nate nat nathan
nicholas: nick nicky nic
nicola: nicky nic nikki
nicole: nicky nic nikki
oliver: ollie olly
olivia: liv livvy olive livi livvie
oscar: oz ozzy
owen: eoin
patricia: pat trish patsy tricia
patrick: pat paddy
paul: paulie
penelope: penny
philip: phil pip
philippa: pip pippa
phoebe: phoebs
poppy: pops
priscilla: cilla
rebecca: becca becky bex beck
reginald: reg reggie
reuben: ben rube
richard: rich rick dick richie ricky
riley: ri
robert: rob bob bobby robbie bert
roberta: bobbie
roderick: rod roddy
roland: roly
ronald: ron ronnie
rosalind: ros roz
rosemary: rose rosie
rose: rosie
rowan: ro
ryan: ry
sabrina: bri
samantha: sam sammy sammie
samuel: sam sammy
sandra: sandy
sarah: sal sally
scarlett: scar lettie
scott: scotty
sean: shaun shawn
sebastian: seb bas
sienna: si
simon: si
sofia: sophia sofie
sophia: sophie soph
sophie: soph sofie
stephanie: steph stevie
stephen: steve stevie ste
steven: steve stevie ste
susan: sue susie suzy
susannah: sue susie sanna
suzanne: sue suzie
sylvia: sylvie
tabitha: tabby
tamara: tammy
teresa: terry tess tessa
terence: terry tel
thaddeus: thad tad
theodore: theo ted teddy
theresa: terry tess tessa
thomas: tom tommy thom
timothy: tim timmy
tobias: toby
tomasz: tomek
tyler: ty
vanessa: nessa ness
veronica: ronnie vero
victoria: vicky tori vikki vicki
vincent: vince vinny
violet: vi
virginia: ginny
walter: walt wally
wilfred: wilf fred
william: will bill billy liam willy wills
winifred: winnie freda
yasmin: yas yaz
yousef: yusuf youssef
yusuf: yousef youssef joe
zachary: zac zach zak
zoe: zo
zofia: zosia
zuzanna: zuzia zuza
"""


def _read(lines: str) -> dict[str, frozenset[str]]:
    roots: dict[str, set[str]] = {}
    for line in lines.split("\n"):
        full, _, forms = line.partition(":")
        for form in (full, *forms.split()) if full else ():
            roots.setdefault(form, set()).add(full)
    return {form: frozenset(names) for form, names in roots.items()}


FULL_NAMES: Final = MappingProxyType(_read(_LINES))
"""For each form the full names that it may stand for; a full name stands for itself."""


def same_by_nickname(one: str, other: str) -> bool:
    """Return whether two lower-case forenames may stand for one full name: tom and thomas, bob and robbie."""
    ours, theirs = FULL_NAMES.get(one), FULL_NAMES.get(other)
    return ours is not None and theirs is not None and not ours.isdisjoint(theirs)
